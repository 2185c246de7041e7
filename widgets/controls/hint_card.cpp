#include "widgets/controls/hint_card.h"

#include "widgets/controls/icon.h"
#include "widgets/controls/link_button.h"
#include "widgets/controls/paint.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace layerloom::widgets {

namespace {

constexpr int kHintWidth = 280;
constexpr int kHintShadow = 10; ///< around the card
constexpr int kHintPadding = 12;
constexpr int kTipHeight = 8;
constexpr int kTipHalf = 8; ///< half of its width
constexpr int kHintGap = 2; ///< between the tip and the place

} // namespace

HintCard::HintCard(QWidget& window)
    : QWidget(&window)
    , m_text(new PlainLabel(this))
    , m_next(new LinkButton(QString(), this))
{
    setObjectName(QStringLiteral("hintCard"));
    m_text->setWordWrap(true);
    m_next->setObjectName(QStringLiteral("hintNext"));
    auto* close = new QToolButton(this);
    close->setObjectName(QStringLiteral("hintClose"));
    close->setIcon(icon(QStringLiteral("close")));
    close->setAutoRaise(true);
    close->setToolTip(tr("Show no more hints"));
    close->setAccessibleName(tr("Show no more hints"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_next);
    row->addStretch();
    row->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kHintShadow + kHintPadding, kHintShadow + kTipHeight + kHintPadding,
                               kHintShadow + kHintPadding, kHintShadow + kTipHeight + kHintPadding / 2);
    column->setSpacing(4);
    column->addWidget(m_text);
    column->addLayout(row);
    connect(m_next, &QPushButton::clicked, this, &HintCard::nextRequested);
    connect(close, &QToolButton::clicked, this, &HintCard::closeRequested);
}

void HintCard::pointAt(const QRect& place, const QString& text, const QString& next)
{
    m_text->setText(text);
    m_next->setText(next);
    setAccessibleName(text);
    const QRect room = parentWidget()->rect();
    const int width = scaledToFont(kHintWidth) + 2 * kHintShadow;
    const int height = layout()->heightForWidth(width);
    const int left = std::clamp(place.center().x() - width / 2, 0, std::max(0, room.right() - width));
    const int below = place.bottom() + kHintGap - kHintShadow;
    m_isBelow = below + height <= room.bottom();
    m_tipAt =
        std::clamp(place.center().x() - left, kHintShadow + 2 * kTipHalf, width - kHintShadow - 2 * kTipHalf);
    setGeometry(left, m_isBelow ? below : place.top() - kHintGap + kHintShadow - height, width, height);
    show();
    raise();
    update();
}

void HintCard::paintEvent(QPaintEvent*)
{
    const Theme colors = theme(*this);
    QPainter painter(this);
    const int edge = kHintShadow + kTipHeight;
    const QRectF card = QRectF(rect()).adjusted(kHintShadow, edge, -kHintShadow, -edge);
    paintCard(painter, card, colors);
    const double base = m_isBelow ? card.top() + 1 : card.bottom() - 1;
    const double tip = m_isBelow ? card.top() - kTipHeight : card.bottom() + kTipHeight;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.accent);
    const QPointF corners[] {QPointF(m_tipAt - kTipHalf, base), QPointF(m_tipAt, tip),
                             QPointF(m_tipAt + kTipHalf, base)};
    painter.drawPolygon(corners, 3);
}

} // namespace layerloom::widgets
