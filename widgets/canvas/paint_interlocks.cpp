#include "widgets/canvas/paint_interlocks.h"

#include "widgets/controls/paint.h"
#include "widgets/controls/text.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace layerloom::widgets {

namespace {

constexpr double kFoot = 5;

void paintBracket(QPainter& painter, const CanvasScene& scene, std::size_t index)
{
    const QRectF rect = scene.layout->interlock(index).adjusted(2, 0, -2, 0);
    const bool hovered =
        scene.hover.kind == CanvasHit::Kind::Interlock && scene.hover.index == static_cast<int>(index);
    const double y = std::round(rect.center().y()) - 1.5;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(hovered ? scene.theme.text : scene.theme.text2, 1.2));
    const QPointF corners[] = {
        {rect.left(), y + kFoot}, {rect.left(), y}, {rect.right(), y}, {rect.right(), y + kFoot}};
    painter.drawPolyline(corners, 4);
    const QString text = QCoreApplication::translate("LoomCanvas", "interlock, groups of %1")
                             .arg(scene.layout->interlocks()[index].g);
    painter.setFont(textFont(TextSize::Caption));
    const QRectF shown = rect.intersected(scene.layout->clip());
    const QFontMetricsF metrics(painter.font());
    const double width = tabularWidth(metrics, text) + 10;
    if (width > shown.width() - 12)
        return;
    // A large font reaches above the bracket.
    const double height = std::max(rect.height(), std::ceil(metrics.height()));
    const QRectF label(shown.center().x() - width / 2, rect.bottom() - height, width, height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(scene.theme.canvas);
    painter.drawRoundedRect(label, 4, 4);
    painter.setPen(hovered ? scene.theme.text : scene.theme.text2);
    drawTabular(painter, label, Qt::AlignCenter, text);
}

} // namespace

void paintInterlocks(QPainter& painter, const CanvasScene& scene)
{
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < scene.layout->interlocks().size(); ++i)
        paintBracket(painter, scene, i);
}

} // namespace layerloom::widgets
