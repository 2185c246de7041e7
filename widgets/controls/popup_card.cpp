#include "widgets/controls/popup_card.h"

#include "widgets/controls/link_button.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QDesktopServices>
#include <QPainter>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace layerloom::widgets {

namespace {

constexpr int kCardWidth = 300;
constexpr int kCardPadding = 12;
constexpr int kCardDistance = 4;

} // namespace

PopupCard::PopupCard(QWidget* anchor)
    : QWidget(anchor, Qt::Popup | Qt::FramelessWindowHint | Qt::NoDropShadowWindowHint)
    , m_anchor(anchor)
    , m_column(new QVBoxLayout(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    m_column->setContentsMargins(kCardPadding, kCardPadding, kCardPadding, kCardPadding);
    m_column->setSpacing(8);
    setFixedWidth(scaledToFont(kCardWidth));
}

void PopupCard::addText(const QString& text)
{
    auto* label = new PlainLabel(text, this);
    label->setWordWrap(true);
    m_column->addWidget(label);
}

void PopupCard::addLink(const QString& address)
{
    auto* link = new LinkButton(address, this);
    connect(link, &LinkButton::clicked, this, [this, address] {
        close();
        QDesktopServices::openUrl(QUrl(address));
    });
    m_column->addWidget(link, 0, Qt::AlignLeft);
}

void PopupCard::showAtAnchor()
{
    const int height = m_column->heightForWidth(width());
    resize(width(), height > 0 ? height : sizeHint().height());
    const QRect window(m_anchor->window()->mapToGlobal(QPoint(0, 0)), m_anchor->window()->size());
    QPoint at = m_anchor->mapToGlobal(QPoint(0, m_anchor->height() + kCardDistance));
    if (at.y() + this->height() > window.bottom())
        at.setY(m_anchor->mapToGlobal(QPoint(0, 0)).y() - kCardDistance - this->height());
    at.setX(std::max(window.left(), std::min(at.x(), window.right() - width())));
    move(at);
    show();
    setFocus(Qt::PopupFocusReason);
}

void PopupCard::paintEvent(QPaintEvent*)
{
    const Theme colors = theme(*this);
    QPainter painter(this);
    painter.fillRect(rect(), colors.raised);
    painter.setPen(colors.line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace layerloom::widgets
