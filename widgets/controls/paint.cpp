#include "widgets/controls/paint.h"

#include "widgets/controls/text.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace layerloom::widgets {

QPainterPath roundedPath(const QRectF& rect, const Corners& corners)
{
    const double most = std::max(0.0, std::min(rect.width(), rect.height()));
    const auto radius = [most](double wanted) { return std::min(wanted, most); };
    const double tl = radius(corners.topLeft);
    const double tr = radius(corners.topRight);
    const double br = radius(corners.bottomRight);
    const double bl = radius(corners.bottomLeft);
    QPainterPath path;
    path.moveTo(rect.left() + tl, rect.top());
    path.lineTo(rect.right() - tr, rect.top());
    path.arcTo(QRectF(rect.right() - 2 * tr, rect.top(), 2 * tr, 2 * tr), 90, -90);
    path.lineTo(rect.right(), rect.bottom() - br);
    path.arcTo(QRectF(rect.right() - 2 * br, rect.bottom() - 2 * br, 2 * br, 2 * br), 0, -90);
    path.lineTo(rect.left() + bl, rect.bottom());
    path.arcTo(QRectF(rect.left(), rect.bottom() - 2 * bl, 2 * bl, 2 * bl), 270, -90);
    path.lineTo(rect.left(), rect.top() + tl);
    path.arcTo(QRectF(rect.left(), rect.top(), 2 * tl, 2 * tl), 180, -90);
    path.closeSubpath();
    return path;
}

void paintHatching(QPainter& painter, const QRectF& area, const Hatching& hatching)
{
    if (area.isEmpty())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(area, Qt::IntersectClip);
    painter.setPen(QPen(hatching.color, 1.2));
    const double height = area.height();
    const double first =
        std::floor((area.left() + area.bottom()) / hatching.step) * hatching.step - area.bottom();
    for (double x = first; x < area.right() + height; x += hatching.step)
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x + height, area.top()));
    for (double x = first - hatching.step; x + height > area.left(); x -= hatching.step)
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x + height, area.top()));
    painter.restore();
}

void paintBadge(QPainter& painter, const QRectF& rect, const Theme& theme, core::SourceIndex source)
{
    const QColor fill = theme.badge(source);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(rect, 4, 4);
    painter.setFont(textFont(rect.height() < 18 ? TextSize::DetailEmphasis : TextSize::CaptionEmphasis));
    painter.setPen(textOn(fill));
    painter.drawText(rect, Qt::AlignCenter, QString::fromStdString(core::sourceLetter(source)));
    painter.restore();
}

void paintCard(QPainter& painter, const QRectF& rect, const Theme& theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(withAlpha(Qt::black, theme.dark ? 0.02 : 0.008));
    for (int ring = 8; ring >= 1; --ring)
        painter.drawRoundedRect(rect.adjusted(-ring, -ring + 3, ring, ring + 3), 8 + ring, 8 + ring);
    painter.setPen(theme.hairline);
    painter.setBrush(theme.raised);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    painter.restore();
}

void drawElided(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text,
                Qt::TextElideMode mode)
{
    const QString line = QFontMetricsF(painter.font()).elidedText(text, mode, rect.width());
    painter.drawText(rect, static_cast<int>(alignment) | Qt::TextSingleLine, line);
}

} // namespace layerloom::widgets
