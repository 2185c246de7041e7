#include "widgets/canvas/canvas_layout.h"

#include <algorithm>

namespace layerloom::widgets {

namespace {

using Kind = CanvasPlace::Kind;

constexpr double kEdgeZone = 8;

CanvasPlace::Kind partOfBar(const QRectF& bar, double x)
{
    const double zone = std::min(kEdgeZone, bar.width() / 4);
    if (x < bar.left() + zone)
        return Kind::SliceFront;
    return x >= bar.right() - zone ? Kind::SliceBack : Kind::SliceBar;
}

} // namespace

CanvasPlace CanvasLayout::placeInOutput(QPointF position) const
{
    for (const auto part : {core::Part::Embeddings, core::Part::Norm, core::Part::Head})
        if (m_outputLength > 0 && endCap(part).contains(position))
            return {Kind::EndCap, -1, 0, part};
    const int index = indexAt(position.x());
    if (index < 0 || index >= m_outputLength || position.x() < kLeft || position.x() > right())
        return {};
    const auto above =
        std::ranges::upper_bound(m_slices, static_cast<std::size_t>(index), {}, &core::Slice::begin);
    const auto slice = static_cast<std::size_t>(above - m_slices.begin()) - 1;
    if (position.y() < m_blocks.top)
        return {partOfBar(sliceBar(slice), position.x()), -1, static_cast<int>(slice)};
    return {Kind::Block, -1, index};
}

CanvasPlace CanvasLayout::placeInTracks(QPointF position) const
{
    for (int track = 0; track < trackCount(); ++track) {
        const QRectF row = this->track(track);
        if (position.y() < row.top() || position.y() >= row.bottom())
            continue;
        const int index = indexAt(position.x());
        if (position.x() < kLeft)
            return {Kind::TrackHeader, track};
        if (index >= 0 && index < trackLength(track))
            return {Kind::Block, track, index};
    }
    return {};
}

CanvasPlace CanvasLayout::placeInSeams(QPointF position) const
{
    // Later ones are painted over earlier ones.
    for (std::size_t i = m_seams.size(); i-- > 0;) {
        if (!isInside(m_seams[i].x))
            continue;
        const QRectF reach =
            m_seams[i].style >= SeamStyle::Dot ? m_seams[i].rect.adjusted(-2, -5, 2, 5) : m_seams[i].rect;
        if (reach.contains(position))
            return {Kind::Seam, -1, static_cast<int>(i)};
    }
    return {};
}

CanvasPlace CanvasLayout::placeInThreads(QPointF position) const
{
    if (!m_view.threads || !showsAllThreads())
        return {};
    for (std::size_t i = m_slices.size(); i-- > 0;)
        if (thread(i).contains(position))
            return {Kind::Thread, -1, static_cast<int>(i)};
    return {};
}

CanvasPlace CanvasLayout::placeAt(QPointF position) const
{
    const auto isIn = [y = position.y()](double top, double bottom) { return y >= top && y < bottom; };
    const bool beside = position.x() < kLeft || position.x() > right();
    if (isIn(m_blocks.top, m_blocks.bottom()) || (isIn(m_bars.top, m_bars.bottom()) && !beside))
        return placeInOutput(position);
    if (isIn(m_seamLane.top, m_seamLane.bottom()))
        return placeInSeams(position);
    if (!isIn(m_tracks.top, m_threads.bottom()))
        return {};
    const CanvasPlace place = placeInTracks(position);
    return place.kind == Kind::Nothing ? placeInThreads(position) : place;
}

} // namespace layerloom::widgets
