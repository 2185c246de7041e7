#include "widgets/canvas/paint_tracks.h"

#include "widgets/canvas/paint_blocks.h"

#include <QPainter>

#include <algorithm>

namespace layerloom::widgets {

namespace {

void paintUsedRange(QPainter& painter, const CanvasScene& scene, std::size_t index)
{
    const core::Slice& slice = scene.slice(index);
    const double begin = scene.layout->x(slice.firstLayer.value) + 1;
    // An opened document may name layers behind the end of its track.
    const int track = static_cast<int>(slice.source.value);
    const int last =
        std::min(static_cast<int>(slice.firstLayer.value + slice.count()), scene.layout->trackLength(track));
    const double end = scene.layout->x(last) - 1;
    if (end <= begin)
        return;
    const bool accent = scene.isSelected(index);
    painter.setPen(Qt::NoPen);
    painter.setBrush(accent ? scene.theme.accent : scene.theme.source(slice.source).edge);
    painter.drawRoundedRect(QRectF(begin, scene.layout->usedTop(track), end - begin, 3), 1, 1);
}

} // namespace

void paintTracks(QPainter& painter, const CanvasScene& scene)
{
    for (int track = 0; track < scene.layout->trackCount(); ++track)
        paintRun(painter, scene, {track, 0, scene.layout->trackLength(track), true, true});
    painter.setRenderHint(QPainter::Antialiasing);
    for (const bool selected : {false, true})
        for (std::size_t i = 0; i < scene.layout->sliceCount(); ++i)
            if (scene.isSelected(i) == selected
                && static_cast<int>(scene.slice(i).source.value) < scene.layout->trackCount())
                paintUsedRange(painter, scene, i);
}

} // namespace layerloom::widgets
