#include "widgets/controls/plain_text.h"

#include <QCoreApplication>
#include <QEvent>

namespace layerloom::widgets {

namespace {

/// A label is polished when it is made (a tooltip) or before it is shown (a dialog).
class PlainTexts : public QObject {
public:
    explicit PlainTexts(QObject* parent)
        : QObject(parent)
    {
        setObjectName(name());
    }

    static QString name() { return QStringLiteral("plainTexts"); }

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Polish)
            if (auto* label = qobject_cast<QLabel*>(watched); label && label->textFormat() == Qt::AutoText)
                label->setTextFormat(Qt::PlainText);
        return false;
    }
};

} // namespace

PlainLabel::PlainLabel(QWidget* parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
}

PlainLabel::PlainLabel(const QString& text, QWidget* parent)
    : PlainLabel(parent)
{
    setText(text);
}

void showTextsPlain()
{
    QCoreApplication* application = QCoreApplication::instance();
    if (!application->findChild<QObject*>(PlainTexts::name()))
        application->installEventFilter(new PlainTexts(application));
}

} // namespace layerloom::widgets
