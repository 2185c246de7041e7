#pragma once

#include "core/checks/preview.h"
#include "core/stack/interlocks.h"
#include "core/stack/stack.h"
#include "widgets/canvas/canvas_view.h"
#include "widgets/canvas/seam_badges.h"
#include "widgets/canvas/selection.h"

#include <QPainterPath>
#include <QRectF>

#include <vector>

namespace layerloom::widgets {

/// Positions of everything on the canvas, in viewport coordinates: a pure function of stack, view and metrics. Painting
/// and hit-testing read only this.
class CanvasLayout {
public:
    static constexpr double kLeft = 120;
    static constexpr double kRightMargin = 48;
    static constexpr double kMinPitch = 2;
    static constexpr double kMaxPitch = 160;
    static constexpr std::size_t kMaxThreads = 16;

    CanvasLayout() = default;
    CanvasLayout(const core::Stack& stack, const core::Preview& preview, const CanvasView& view,
                 const CanvasMetrics& metrics);

    /// The pitch at which the longest track just fits a viewport of this width.
    static double fitPitch(const core::Stack& stack, double width);

    const CanvasView& view() const { return m_view; }
    /// 0 fill only … 4 everything (below 6, 20, 44, 88 px per layer).
    int level() const;
    double left() const { return kLeft; }
    double right() const { return m_view.size.width() - kRightMargin; }
    /// The part of the viewport that scrolls horizontally.
    QRectF clip() const;
    /// True when an x lies between the edges; a label centred on it may overhang them a little.
    bool isInside(double x) const { return x >= kLeft - 1 && x <= right() + 1; }

    /// The left edge of layer `index` of any track, rounded to a device pixel.
    double x(double index) const;
    /// The layer index under an x, and the gap nearest to it; not clamped.
    int indexAt(double position) const;
    int gapAt(double position) const;
    /// The same as a fraction.
    double positionAt(double x) const;

    int trackCount() const { return static_cast<int>(m_trackLengths.size()); }
    int trackLength(int track) const;
    QRectF track(int track) const;
    QRectF trackHeader(int track) const;
    /// Top of the line under a track that marks its used layers.
    double usedTop(int track) const { return this->track(track).bottom() + 2; }
    QRectF block(int track, int index) const;
    /// The sensitivity lane above a source track; empty when it is hidden.
    QRectF sensitivityLane(int track) const;
    QRectF outputHeader() const;

    std::size_t sliceCount() const { return m_slices.size(); }
    /// The slice of output layer `index`. REQUIRES: index < length of the output
    std::size_t sliceAt(std::size_t index) const { return widgets::sliceAt(m_slices, index); }
    /// Bar and blocks of a slice, without the seams' insets.
    QRectF sliceBar(std::size_t slice) const;
    QRectF sliceBlocks(std::size_t slice) const;
    QRectF sliceWhole(std::size_t slice) const { return sliceBar(slice).united(sliceBlocks(slice)); }
    const core::Slice& slice(std::size_t index) const { return m_slices[index]; }
    /// The ribbon from a slice's layers to the slice; empty when its source has no track.
    QPainterPath thread(std::size_t slice) const;
    /// A line inside that ribbon, `share` of its width from the left.
    QPainterPath threadLine(std::size_t index, double share) const;
    const std::vector<core::Interlock>& interlocks() const { return m_interlocks; }
    /// The bracket over an interlock, above its slice bars.
    QRectF interlock(std::size_t index) const;

    bool showsAllThreads() const { return m_slices.size() <= kMaxThreads; }

    const std::vector<SeamSpot>& seams() const { return m_seams; }
    bool seamsAreTicks() const { return !m_seams.empty() && m_seams.front().style == SeamStyle::Tick; }
    QRectF endCap(core::Part part) const;

    Band sourceRuler() const { return m_sourceRuler; }
    Band trackLane() const { return m_tracks; }
    Band threadLane() const { return m_threads; }
    Band bars() const { return m_bars; }
    Band blocks() const { return m_blocks; }
    Band outputRuler() const { return m_outputRuler; }
    Band seamLane() const { return m_seamLane; }
    Band distanceLane() const { return m_distances; }
    Band profileLane() const { return m_profile; }
    /// Layers between two labels of a ruler.
    int rulerStep() const;

    double contentWidth() const { return m_contentWidth; }
    double contentHeight() const { return m_contentHeight; }

private:
    void placeBands(const CanvasMetrics& metrics);

    CanvasView m_view;
    std::vector<int> m_trackLengths;
    int m_outputLength = 0;
    std::vector<core::Slice> m_slices;
    std::vector<SeamSpot> m_seams;
    std::vector<core::Interlock> m_interlocks;
    double m_trackHeight = 32;
    double m_aboveTrack = 0; ///< height of a track's sensitivity lane and the gap below it
    Band m_sourceRuler, m_tracks, m_threads, m_bars, m_blocks, m_outputRuler, m_seamLane, m_distances,
        m_profile;
    double m_contentWidth = 0;
    double m_contentHeight = 0;
};

} // namespace layerloom::widgets
