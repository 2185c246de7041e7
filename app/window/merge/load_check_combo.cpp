#include "app/window/merge/load_check_combo.h"

#include <QFileDialog>
#include <QSettings>

namespace layerloom::app {

namespace {

constexpr auto kPythonKey = "loadcheck/python"; ///< the one used last
constexpr auto kIsOnKey = "loadcheck/isOn";
constexpr auto kOther = "…"; ///< stands for a file that is picked

} // namespace

LoadCheckCombo::LoadCheckCombo(QWidget* parent)
    : ElidedCombo(parent)
{
    const QSettings settings;
    addItem(tr("Off"), QString());
    addItem(tr("Choose Python…"), QString::fromUtf8(kOther));
    setToolTip(tr("Asks the transformers of a Python whether the result loads, before it gets its name. No "
                  "weight is read, "
                  "and nothing is installed"));
    const QString last = settings.value(QLatin1String(kPythonKey)).toString();
    if (!last.isEmpty())
        setPython(last);
    if (!settings.value(QLatin1String(kIsOnKey)).toBool())
        setPython({});
    connect(this, &QComboBox::activated, this, &LoadCheckCombo::choose);
}

QString LoadCheckCombo::python() const
{
    const QString python = currentData().toString();
    return python == QString::fromUtf8(kOther) ? itemData(m_last).toString() : python;
}

void LoadCheckCombo::setPython(const QString& python)
{
    if (findData(python) < 0)
        insertItem(count() - 1, python, python);
    m_last = findData(python);
    setCurrentIndex(m_last);
}

void LoadCheckCombo::remember() const
{
    QSettings settings;
    settings.setValue(QLatin1String(kIsOnKey), !python().isEmpty());
    if (!python().isEmpty())
        settings.setValue(QLatin1String(kPythonKey), python());
}

void LoadCheckCombo::choose(int index)
{
    if (itemData(index).toString() != QString::fromUtf8(kOther)) {
        m_last = index;
        return;
    }
    const QString chosen = QFileDialog::getOpenFileName(this, tr("Python with transformers"), python());
    setPython(chosen.isEmpty() ? itemData(m_last).toString() : chosen);
}

} // namespace layerloom::app
