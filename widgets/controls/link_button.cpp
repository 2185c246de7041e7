#include "widgets/controls/link_button.h"

#include <QHelpEvent>
#include <QStyleOptionButton>
#include <QStylePainter>
#include <QToolTip>

#include <algorithm>

namespace layerloom::widgets {

namespace {

constexpr int kLeastLetters = 6;

} // namespace

LinkButton::LinkButton(const QString& text, QWidget* parent)
    : QPushButton(text, parent)
{
    setProperty("link", true);
    setAutoDefault(false);
    setCursor(Qt::PointingHandCursor);
    ensurePolished(); // its width is asked for before it is shown
}

QString LinkButton::shownText() const
{
    QStyleOptionButton option;
    initStyleOption(&option);
    const int room = style()->subElementRect(QStyle::SE_PushButtonContents, &option, this).width();
    return fontMetrics().elidedText(text(), Qt::ElideMiddle, room);
}

QSize LinkButton::minimumSizeHint() const
{
    const QSize whole = sizeHint();
    return {std::min(whole.width(), fontMetrics().averageCharWidth() * kLeastLetters), whole.height()};
}

void LinkButton::paintEvent(QPaintEvent*)
{
    QStylePainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    option.text = shownText();
    painter.drawControl(QStyle::CE_PushButton, option);
}

bool LinkButton::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || shownText() == text())
        return QPushButton::event(event);
    const QStringList lines {text(), toolTip() == text() ? QString() : toolTip()};
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), lines.join(u'\n').trimmed(), this);
    return true;
}

} // namespace layerloom::widgets
