#include "widgets/controls/combo_names.h"

#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>

namespace layerloom::widgets {

namespace {

void describe(QComboBox& combo)
{
    if (!combo.accessibleDescription().isEmpty() || combo.accessibleName().isEmpty())
        return;
    if (combo.lineEdit() && combo.lineEdit()->accessibleName().isEmpty())
        combo.lineEdit()->setAccessibleName(combo.accessibleName());
    const QString tip = combo.toolTip();
    combo.setAccessibleDescription(tip.isEmpty() ? combo.accessibleName()
                                                 : combo.accessibleName() + QStringLiteral(". ") + tip);
}

// Called before a screen reader sees an object for the first time. Leaves the interface itself to Qt.
QAccessibleInterface* describeLater(const QString&, QObject* object)
{
    // Later: a change of the description asks for the interface that is being made, and the name may not be set yet.
    if (auto* combo = qobject_cast<QComboBox*>(object))
        QMetaObject::invokeMethod(
            combo, [combo] { describe(*combo); }, Qt::QueuedConnection);
    return nullptr;
}

} // namespace

void describeCombos()
{
    QAccessible::installFactory(describeLater);
}

} // namespace layerloom::widgets
