#include "widgets/canvas/canvas_layout.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace layerloom::widgets {

namespace {

constexpr double kTrackGap = 12;
constexpr double kCapWidth = 16;
constexpr double kBracketHeight = 15;
constexpr double kSensitivity = 22; // two tracks with it still fit the first window
constexpr double kSensitivityGap = 2;

// Spare height goes to the threads and the profile, after a bottom margin.
constexpr double kBottomMargin = 50;
constexpr double kMaxExtraThreads = 64;
constexpr double kMaxExtraProfile = 160;

} // namespace

CanvasLayout::CanvasLayout(const core::Stack& stack, const core::Preview& preview, const CanvasView& view,
                           const CanvasMetrics& metrics)
    : m_view(view)
    , m_outputLength(static_cast<int>(stack.blocks.size()))
    , m_slices(preview.slices)
    , m_interlocks(core::recogniseInterlocks(stack.blocks))
{
    for (const core::Source& source : stack.setup.sources)
        m_trackLengths.push_back(static_cast<int>(source.layers));
    placeBands(metrics);
    const int longest =
        std::max(m_outputLength, m_trackLengths.empty() ? 0 : *std::ranges::max_element(m_trackLengths));
    m_contentWidth = kLeft + longest * view.pitch + kRightMargin;
    std::vector<double> xs;
    for (const core::Seam& seam : preview.seams)
        xs.push_back(x(static_cast<double>(seam.at)));
    m_seams = placeSeamBadges(preview.seams, xs, m_seamLane, metrics);
}

double CanvasLayout::fitPitch(const core::Stack& stack, double width)
{
    std::size_t longest = std::max<std::size_t>(stack.blocks.size(), 1);
    for (const core::Source& source : stack.setup.sources)
        longest = std::max<std::size_t>(longest, source.layers);
    return std::clamp((width - kLeft - kRightMargin) / static_cast<double>(longest), kMinPitch, kMaxPitch);
}

int CanvasLayout::level() const
{
    constexpr std::array kBounds {6.0, 20.0, 44.0, 88.0};
    return static_cast<int>(std::ranges::upper_bound(kBounds, m_view.pitch) - kBounds.begin());
}

void CanvasLayout::placeBands(const CanvasMetrics& metrics)
{
    const double caption = metrics.captionHeight + 4;
    const double detail = metrics.detailHeight + 4;
    m_trackHeight = std::max(32.0, 2 * metrics.captionHeight + 2);
    double y = -m_view.scrollY;
    const auto band = [&y](double gap, double height) {
        const Band result {y + gap, height};
        y += gap + height;
        return result;
    };
    const auto lane = [&](bool shown, double gap, double height) {
        return shown ? band(gap, height) : Band {y, 0};
    };
    m_sourceRuler = band(8, std::max(20.0, detail + 3));
    const auto tracks = static_cast<double>(m_trackLengths.size());
    m_aboveTrack = m_view.sensitivity ? kSensitivity + kSensitivityGap : 0;
    m_tracks = band(0, std::max(0.0, tracks * (m_aboveTrack + m_trackHeight + kTrackGap) - kTrackGap));
    m_threads = band(0, m_view.threads ? 76 : 16);
    m_bars = band(0, std::max(20.0, caption));
    m_blocks = band(0, std::max(56.0, 4 * (metrics.detailHeight - 1.5) + 8));
    m_outputRuler = band(0, std::max(28.0, detail + 8));
    m_seamLane = lane(m_view.seams, 0, std::max(24.0, detail + 6));
    m_distances = lane(m_view.distances, 0, std::max(58.0, detail + 40));
    m_profile = lane(m_view.profile, 14, 88);

    const double spare = m_view.size.height() - m_view.scrollY - y - kBottomMargin;
    if (spare > 0) {
        const double threads = m_view.threads ? std::floor(std::min(spare * 0.35, kMaxExtraThreads)) : 0;
        m_threads.height += threads;
        for (Band* below : {&m_bars, &m_blocks, &m_outputRuler, &m_seamLane, &m_distances, &m_profile})
            below->top += threads;
        if (m_profile.isShown())
            m_profile.height += std::floor(std::min(spare - threads, kMaxExtraProfile));
    }
    const Band& last = m_profile.isShown() ? m_profile : (m_distances.isShown() ? m_distances : m_seamLane);
    m_contentHeight = std::max(last.bottom(), m_outputRuler.bottom()) + m_view.scrollY + 12;
}

QRectF CanvasLayout::clip() const
{
    // Rings and the caret may overhang an edge where nothing is scrolled out of view.
    const double before = m_view.scrollX > 0 ? 0 : 4;
    const double behind = m_contentWidth - m_view.scrollX > m_view.size.width() + 1 ? 0 : 4;
    return {kLeft - before, 0, std::max(0.0, right() - kLeft) + before + behind, m_view.size.height()};
}

double CanvasLayout::x(double index) const
{
    const double exact = kLeft + index * m_view.pitch - m_view.scrollX;
    return std::round(exact * m_view.devicePixelRatio) / m_view.devicePixelRatio;
}

int CanvasLayout::indexAt(double position) const
{
    return static_cast<int>(std::floor((position - kLeft + m_view.scrollX) / m_view.pitch));
}

int CanvasLayout::gapAt(double position) const
{
    return static_cast<int>(std::lround(positionAt(position)));
}

double CanvasLayout::positionAt(double x) const
{
    return (x - kLeft + m_view.scrollX) / m_view.pitch;
}

int CanvasLayout::trackLength(int track) const
{
    return track < 0 ? m_outputLength : m_trackLengths[static_cast<std::size_t>(track)];
}

QRectF CanvasLayout::track(int track) const
{
    const double end = x(trackLength(track));
    if (track < 0)
        return {x(0), m_blocks.top, end - x(0), m_blocks.height};
    const double pitch = m_aboveTrack + m_trackHeight + kTrackGap;
    return {x(0), m_tracks.top + track * pitch + m_aboveTrack, end - x(0), m_trackHeight};
}

QRectF CanvasLayout::sensitivityLane(int track) const
{
    if (!m_view.sensitivity || track < 0 || track >= trackCount())
        return {};
    const QRectF row = this->track(track);
    return {row.left(), row.top() - m_aboveTrack, row.width(), kSensitivity};
}

QRectF CanvasLayout::trackHeader(int track) const
{
    return {0, this->track(track).top(), kLeft - 6, m_trackHeight};
}

QRectF CanvasLayout::outputHeader() const
{
    return {0, m_blocks.top, kLeft - 22, m_blocks.height};
}

QRectF CanvasLayout::block(int track, int index) const
{
    if (track >= trackCount() || index < 0 || index >= trackLength(track))
        return {};
    const QRectF row = this->track(track);
    return {x(index), row.top(), x(index + 1) - x(index), row.height()};
}

QRectF CanvasLayout::sliceBar(std::size_t slice) const
{
    const double begin = x(static_cast<double>(m_slices[slice].begin));
    return {begin, m_bars.top, x(static_cast<double>(m_slices[slice].end)) - begin, m_bars.height};
}

QRectF CanvasLayout::interlock(std::size_t index) const
{
    const double begin = x(static_cast<double>(m_interlocks[index].begin));
    const double end = x(static_cast<double>(m_interlocks[index].end));
    return {begin, m_bars.top - kBracketHeight, end - begin, kBracketHeight};
}

QRectF CanvasLayout::sliceBlocks(std::size_t slice) const
{
    const QRectF bar = sliceBar(slice);
    return {bar.left(), m_blocks.top, bar.width(), m_blocks.height};
}

QPainterPath CanvasLayout::threadLine(std::size_t index, double share) const
{
    const core::Slice& slice = m_slices[index];
    if (static_cast<int>(slice.source.value) >= trackCount())
        return {};
    const auto count = static_cast<double>(slice.count());
    // Half a pixel inwards, so that neighbours do not share a line.
    const double inset = share <= 0 ? 1.5 : (share >= 1 ? -1.5 : 0);
    const double end = trackLength(static_cast<int>(slice.source.value));
    const double top = x(std::min(slice.firstLayer.value + share * count, end)) + inset;
    const double bottom = x(static_cast<double>(slice.begin) + share * count) + inset;
    const double handle = m_threads.height * 0.55;
    QPainterPath path(QPointF(top, usedTop(static_cast<int>(slice.source.value)) + 1));
    path.lineTo(top, m_threads.top);
    path.cubicTo(top, m_threads.top + handle, bottom, m_threads.bottom() - handle, bottom,
                 m_threads.bottom());
    return path;
}

QPainterPath CanvasLayout::thread(std::size_t slice) const
{
    QPainterPath path = threadLine(slice, 0);
    if (path.isEmpty())
        return path;
    path.connectPath(threadLine(slice, 1).toReversed());
    path.closeSubpath();
    return path;
}

QRectF CanvasLayout::endCap(core::Part part) const
{
    const double end = m_outputLength == 0 ? x(0) : std::min(x(m_outputLength), right());
    switch (part) {
    case core::Part::Embeddings:
        return {kLeft - kCapWidth - 4, m_blocks.top, kCapWidth, m_blocks.height};
    case core::Part::Norm:
        return {std::max(end, kLeft) + 4, m_blocks.top, kCapWidth, m_blocks.height};
    case core::Part::Head:
        return {std::max(end, kLeft) + 6 + kCapWidth, m_blocks.top, kCapWidth, m_blocks.height};
    default:
        return {};
    }
}

int CanvasLayout::rulerStep() const
{
    int step = 1;
    while (step * m_view.pitch < 44)
        step *= 2;
    return step;
}

} // namespace layerloom::widgets
