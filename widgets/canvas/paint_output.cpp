#include "widgets/canvas/paint_output.h"

#include "widgets/canvas/paint_blocks.h"
#include "widgets/controls/paint.h"
#include "widgets/controls/text.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

namespace layerloom::widgets {

namespace {

void paintBarText(QPainter& painter, const CanvasScene& scene, std::size_t index, const QRectF& bar)
{
    const core::Slice& slice = scene.slice(index);
    const bool selected = scene.isSelected(index);
    painter.setFont(textFont(selected ? TextSize::CaptionEmphasis : TextSize::Caption));
    painter.setPen(selected ? scene.theme.onAccent : scene.theme.source(slice.source).barText);
    // The text stays visible during horizontal scrolling.
    const QRectF shown = bar.intersected(scene.layout->clip()).adjusted(3, 0, -3, 0);
    const QFontMetricsF metrics(painter.font());
    for (const QString& text : {sliceText(slice), QString::number(slice.count())})
        if (tabularWidth(metrics, text) <= shown.width()) {
            drawTabular(painter, shown, Qt::AlignCenter, text);
            return;
        }
}

// On the hovered bar, small triangles mark the edges that can be extended.
void paintTrimMarks(QPainter& painter, const CanvasScene& scene, std::size_t index, const QRectF& bar)
{
    const core::Slice& slice = scene.slice(index);
    if (!scene.hover.isSlice() || scene.hover.index != static_cast<int>(index) || bar.width() < 28)
        return;
    const SourceColors& colors = scene.theme.source(slice.source);
    const QColor color = scene.isSelected(index) ? scene.theme.onAccent : colors.barText;
    const double y = bar.center().y();
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    if (slice.firstLayer > 0) {
        const double x = bar.left() + 3;
        painter.drawPolygon(QPolygonF({{x, y}, {x + 4, y - 3.5}, {x + 4, y + 3.5}}));
    }
    if (slice.lastLayer().value + 1 < scene.stack->setup.sources[slice.source.value].layers) {
        const double x = bar.right() - 3;
        painter.drawPolygon(QPolygonF({{x, y}, {x - 4, y - 3.5}, {x - 4, y + 3.5}}));
    }
}

void paintBar(QPainter& painter, const CanvasScene& scene, std::size_t index)
{
    const bool begins = scene.beginsAtSeam(index);
    const bool ends = scene.endsAtSeam(index);
    const QRectF bar = scene.layout->sliceBar(index).adjusted(begins ? 1 : 0, 0, ends ? -1 : 0, 0);
    if (bar.width() <= 0 || !bar.intersects(scene.layout->clip()))
        return;
    const SourceColors& colors = scene.theme.source(scene.slice(index).source);
    const bool hovered = scene.hover.isSlice() && scene.hover.index == static_cast<int>(index);
    const QColor fill = scene.isSelected(index) ? scene.theme.accent
        : hovered                               ? mixed(colors.bar, colors.edge, 0.15)
                                                : colors.bar;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(roundedPath(bar, {begins ? 4.0 : 0.0, ends ? 4.0 : 0.0, 0, 0}), fill);
    paintBarText(painter, scene, index, bar);
    paintTrimMarks(painter, scene, index, bar);
}

void paintSplit(QPainter& painter, const CanvasScene& scene, std::size_t index)
{
    const QRectF whole = scene.layout->sliceWhole(index);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (double y = whole.top(); y < whole.bottom(); y += 4)
        painter.fillRect(QRectF(whole.left() - 1, y, 2, 2), scene.theme.canvas);
}

void paintEmptyOutput(QPainter& painter, const CanvasScene& scene)
{
    const CanvasLayout& layout = *scene.layout;
    const QRectF rect(layout.left(), layout.bars().top, layout.right() - layout.left(),
                      layout.blocks().bottom() - layout.bars().top);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(scene.theme.line, 1);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setPen(scene.theme.text2);
    painter.setFont(textFont(TextSize::Caption));
    painter.drawText(rect.adjusted(12, 4, -12, -4), Qt::AlignCenter | Qt::TextWordWrap,
                     QCoreApplication::translate("LoomCanvas",
                                                 "Drag layers here, press Enter to insert the "
                                                 "selection, or apply a recipe"));
}

} // namespace

void paintOutput(QPainter& painter, const CanvasScene& scene)
{
    if (scene.stack->blocks.empty()) {
        paintEmptyOutput(painter, scene);
        return;
    }
    for (std::size_t i = 0; i < scene.layout->sliceCount(); ++i) {
        const core::Slice& slice = scene.slice(i);
        paintBar(painter, scene, i);
        paintRun(painter, scene,
                 {kOutputTrack, static_cast<int>(slice.begin), static_cast<int>(slice.end),
                  scene.beginsAtSeam(i), scene.endsAtSeam(i)});
        if (!scene.beginsAtSeam(i))
            paintSplit(painter, scene, i);
    }
}

} // namespace layerloom::widgets
