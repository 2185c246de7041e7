#include "widgets/controls/drag_label.h"

#include "widgets/controls/icon.h"
#include "widgets/controls/paint.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace layerloom::widgets {

namespace {

constexpr int kLabelPadding = 12;
constexpr int kLabelIcon = 16;
constexpr int kIconGap = 8;

} // namespace

DragLabel::DragLabel(QWidget* parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

QSize DragLabel::wanted() const
{
    const QFontMetricsF title(textFont(TextSize::Emphasis));
    const QFontMetricsF detail(textFont(TextSize::Caption));
    const qreal text = std::max(title.horizontalAdvance(m_title), detail.horizontalAdvance(m_detail));
    const qreal width = text + 2 * kLabelPadding + (m_refused ? kLabelIcon + kIconGap : 0) + 2 * kShadow;
    const qreal height = title.height() + (m_detail.isEmpty() ? 0 : detail.height() + 2)
        + 2 * (kLabelPadding - 4) + 2 * kShadow;
    return {static_cast<int>(std::ceil(width)), static_cast<int>(std::ceil(height))};
}

void DragLabel::show(QPoint pointer, const QString& title, const QString& detail, bool refused)
{
    m_title = title;
    m_detail = detail;
    m_refused = refused;
    const QSize size = wanted().boundedTo(parentWidget()->size());
    QPoint corner = pointer + QPoint(16 - kShadow, 32 - kShadow);
    corner.setX(std::clamp(corner.x(), -kShadow,
                           std::max(-kShadow, parentWidget()->width() - size.width() + kShadow)));
    if (corner.y() + size.height() - kShadow > parentWidget()->height())
        corner.setY(pointer.y() - size.height() + kShadow - 8);
    setGeometry(QRect(corner, size));
    setVisible(!title.isEmpty());
    raise();
    update();
}

QString DragLabel::text() const
{
    return m_detail.isEmpty() ? m_title : m_title + u'\n' + m_detail;
}

void DragLabel::paintEvent(QPaintEvent*)
{
    const Theme colors = theme(*this);
    QPainter painter(this);
    const QRectF card = QRectF(rect()).adjusted(kShadow, kShadow, -kShadow, -kShadow);
    paintCard(painter, card, colors);
    QRectF inside = card.adjusted(kLabelPadding, kLabelPadding - 4, -kLabelPadding, -(kLabelPadding - 4));
    painter.setFont(textFont(TextSize::Emphasis));
    const qreal height = QFontMetricsF(painter.font()).height();
    if (m_refused) {
        paintIcon(painter,
                  QRectF(inside.left(), inside.top() + (height - kLabelIcon) / 2, kLabelIcon, kLabelIcon),
                  QStringLiteral("error"), colors.error);
        inside.setLeft(inside.left() + kLabelIcon + kIconGap);
    }
    painter.setPen(colors.text);
    drawElided(painter, QRectF(inside.left(), inside.top(), inside.width(), height), Qt::AlignVCenter,
               m_title);
    painter.setFont(textFont(TextSize::Caption));
    painter.setPen(colors.text2);
    drawElided(painter,
               QRectF(inside.left(), inside.top() + height + 2, inside.width(),
                      inside.bottom() - inside.top() - height - 2),
               Qt::AlignTop, m_detail);
}

} // namespace layerloom::widgets
