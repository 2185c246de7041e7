#include "widgets/canvas/canvas_hit.h"

#include "widgets/canvas/canvas_layout.h"
#include "widgets/canvas/selection.h"

#include <algorithm>
#include <initializer_list>

namespace layerloom::widgets {

namespace {

constexpr double kEdgeZone = 8;

CanvasHit::Kind partOfBar(const QRectF& bar, double x)
{
    const double zone = std::min(kEdgeZone, bar.width() / 4);
    if (x < bar.left() + zone)
        return CanvasHit::Kind::SliceFront;
    return x >= bar.right() - zone ? CanvasHit::Kind::SliceBack : CanvasHit::Kind::SliceBar;
}

CanvasHit hitInOutput(const CanvasLayout& layout, QPointF position)
{
    for (const auto part : {core::Part::Embeddings, core::Part::Norm, core::Part::Head})
        if (layout.trackLength(kOutputTrack) > 0 && layout.endCap(part).contains(position))
            return {CanvasHit::Kind::EndCap, -1, 0, part};
    const int index = layout.indexAt(position.x());
    if (index < 0 || index >= layout.trackLength(kOutputTrack) || position.x() < CanvasLayout::kLeft
        || position.x() > layout.right())
        return {};
    const std::size_t slice = layout.sliceAt(static_cast<std::size_t>(index));
    if (position.y() < layout.blocks().top)
        return {partOfBar(layout.sliceBar(slice), position.x()), -1, static_cast<int>(slice)};
    return {CanvasHit::Kind::Block, -1, index};
}

CanvasHit hitInTracks(const CanvasLayout& layout, QPointF position)
{
    for (int track = 0; track < layout.trackCount(); ++track) {
        const QRectF row = layout.track(track);
        if (position.y() < row.top() || position.y() >= row.bottom())
            continue;
        const int index = layout.indexAt(position.x());
        if (position.x() < CanvasLayout::kLeft)
            return {CanvasHit::Kind::TrackHeader, track};
        if (index >= 0 && index < layout.trackLength(track))
            return {CanvasHit::Kind::Block, track, index};
    }
    return {};
}

CanvasHit hitInSeams(const CanvasLayout& layout, QPointF position)
{
    // Later ones are painted over earlier ones.
    for (std::size_t i = layout.seams().size(); i-- > 0;) {
        if (!layout.isInside(layout.seams()[i].x))
            continue;
        const QRectF reach = layout.seams()[i].style >= SeamStyle::Dot
            ? layout.seams()[i].rect.adjusted(-2, -5, 2, 5)
            : layout.seams()[i].rect;
        if (reach.contains(position))
            return {CanvasHit::Kind::Seam, -1, static_cast<int>(i)};
    }
    return {};
}

CanvasHit hitInInterlocks(const CanvasLayout& layout, QPointF position)
{
    for (std::size_t i = 0; i < layout.interlocks().size(); ++i)
        if (layout.interlock(i).contains(position))
            return {CanvasHit::Kind::Interlock, -1, static_cast<int>(i)};
    return {};
}

CanvasHit hitInThreads(const CanvasLayout& layout, QPointF position)
{
    if (!layout.view().threads || !layout.showsAllThreads())
        return {};
    for (std::size_t i = layout.sliceCount(); i-- > 0;)
        if (layout.thread(i).contains(position))
            return {CanvasHit::Kind::Thread, -1, static_cast<int>(i)};
    return {};
}

} // namespace

CanvasHit hitTest(const CanvasLayout& layout, QPointF position)
{
    const auto isIn = [y = position.y()](double top, double bottom) { return y >= top && y < bottom; };
    const bool beside = position.x() < CanvasLayout::kLeft || position.x() > layout.right();
    if (isIn(layout.blocks().top, layout.blocks().bottom())
        || (isIn(layout.bars().top, layout.bars().bottom()) && !beside))
        return hitInOutput(layout, position);
    if (isIn(layout.seamLane().top, layout.seamLane().bottom()))
        return hitInSeams(layout, position);
    if (!isIn(layout.trackLane().top, layout.threadLane().bottom()))
        return {};
    for (const auto test : {hitInTracks, hitInInterlocks, hitInThreads})
        if (const CanvasHit hit = test(layout, position); hit.kind != CanvasHit::Kind::Nothing)
            return hit;
    return {};
}

} // namespace layerloom::widgets
