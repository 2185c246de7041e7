#include "widgets/canvas/paint_threads.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <utility>
#include <vector>

namespace layerloom::widgets {

namespace {

bool isLit(const CanvasScene& scene, std::size_t slice)
{
    const bool hovered = (scene.hover.isSlice() || scene.hover.kind == CanvasHit::Kind::Thread)
        && scene.hover.index == static_cast<int>(slice);
    return hovered || scene.isSelected(slice);
}

void paintThread(QPainter& painter, const CanvasScene& scene, std::size_t slice)
{
    const SourceColors& colors = scene.theme.source(scene.slice(slice).source);
    const bool lit = isLit(scene, slice);
    painter.fillPath(scene.layout->thread(slice), lit ? colors.bar : colors.ribbon);
    painter.setBrush(Qt::NoBrush);
    if (lit) {
        painter.setPen(QPen(withAlpha(colors.edge, 0.55), 0.8));
        const auto count = static_cast<double>(scene.slice(slice).count());
        for (double i = 1; i < count; ++i)
            painter.drawPath(scene.layout->threadLine(slice, i / count));
    }
    painter.setPen(QPen(withAlpha(colors.edge, lit ? 0.9 : 0.38), 1));
    painter.drawPath(scene.layout->threadLine(slice, 0));
    painter.drawPath(scene.layout->threadLine(slice, 1));
}

} // namespace

void paintThreads(QPainter& painter, const CanvasScene& scene)
{
    if (!scene.layout->view().threads)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    std::vector<std::size_t> order(scene.layout->sliceCount());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    if (!scene.layout->showsAllThreads())
        std::erase_if(order, [&](std::size_t i) { return !isLit(scene, i); });
    // Upper tracks behind, hovered and selected slices in front.
    std::ranges::stable_sort(order, {}, [&](std::size_t i) {
        return std::pair {isLit(scene, i), scene.slice(i).source};
    });
    for (const std::size_t i : order)
        paintThread(painter, scene, i);
}

} // namespace layerloom::widgets
