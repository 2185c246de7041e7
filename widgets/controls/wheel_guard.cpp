#include "widgets/controls/wheel_guard.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QEvent>
#include <QSlider>

namespace layerloom::widgets {

namespace {

class WheelGuard : public QObject {
public:
    explicit WheelGuard(QObject* parent)
        : QObject(parent)
    {
        setObjectName(name());
    }

    static QString name() { return QStringLiteral("wheelGuard"); }

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() != QEvent::Wheel && event->type() != QEvent::Polish)
            return false;
        if (!qobject_cast<QAbstractSpinBox*>(watched) && !qobject_cast<QComboBox*>(watched)
            && !qobject_cast<QSlider*>(watched))
            return false;
        auto* field = static_cast<QWidget*>(watched);
        if (event->type() == QEvent::Polish) {
            if (field->focusPolicy() == Qt::WheelFocus)
                field->setFocusPolicy(Qt::StrongFocus);
            return false;
        }
        if (field->hasFocus())
            return false;
        // The parent gets what nobody took.
        event->ignore();
        return true;
    }
};

} // namespace

void guardWheel()
{
    QCoreApplication* application = QCoreApplication::instance();
    if (!application->findChild<QObject*>(WheelGuard::name()))
        application->installEventFilter(new WheelGuard(application));
}

} // namespace layerloom::widgets
