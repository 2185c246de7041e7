#include "widgets/controls/tooltip_wrap.h"

#include "widgets/controls/text.h"

#include <QCoreApplication>
#include <QCursor>
#include <QEvent>
#include <QLabel>
#include <QScreen>

#include <algorithm>

namespace layerloom::widgets {

namespace {

constexpr int kTipWidth = 380;

void narrow(QLabel& tip)
{
    const int width = scaledToFont(kTipWidth);
    if (tip.width() <= width)
        return;
    tip.setWordWrap(true);
    tip.resize(width, tip.heightForWidth(width));
    // It was placed as if it were wider.
    const QRect screen = tip.screen()->availableGeometry();
    const int pointer = QCursor::pos().x();
    if (tip.geometry().right() < pointer)
        tip.move(std::min(pointer, screen.right() - width), tip.y());
    tip.move(tip.x(), std::max(screen.top(), std::min(tip.y(), screen.bottom() - tip.height())));
}

class TooltipWrap : public QObject {
public:
    explicit TooltipWrap(QObject* parent)
        : QObject(parent)
    {
        setObjectName(name());
    }

    static QString name() { return QStringLiteral("tooltipWrap"); }

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Resize && watched->inherits("QTipLabel"))
            narrow(*static_cast<QLabel*>(watched));
        return false;
    }
};

} // namespace

void wrapTooltips()
{
    QCoreApplication* application = QCoreApplication::instance();
    if (!application->findChild<QObject*>(TooltipWrap::name()))
        application->installEventFilter(new TooltipWrap(application));
}

} // namespace layerloom::widgets
