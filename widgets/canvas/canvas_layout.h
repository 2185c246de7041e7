#pragma once

#include "core/checks/preview.h"
#include "core/stack/stack.h"
#include "widgets/canvas/canvas_place.h"

#include <QPainterPath>
#include <QRectF>
#include <QString>

#include <functional>
#include <vector>

namespace layerloom::widgets {

/// What the layout must know of fonts: with it, it stays a pure function.
struct CanvasMetrics {
    double captionHeight = 14;
    double detailHeight = 13;
    std::function<double(const QString&)> detailWidth = [](const QString& text) {
        return 6.0 * static_cast<double>(text.size());
    };
};

/// What part of the canvas is looked at, and how closely.
struct CanvasView {
    QSizeF size {756, 518};
    double pitch = 24; ///< px a layer
    double scrollX = 0;
    double scrollY = 0;
    double devicePixelRatio = 1;
    bool threads = true;
    bool seams = true;
    bool distances = true;
    bool profile = true;
    bool sensitivity = false; ///< a lane over each source track
};

/// How a seam is shown; chosen so that badges never overlap.
enum class SeamStyle { Full, Short, Dot, Tick };

struct SeamSpot {
    QRectF rect; ///< of the badge, the dot or the tick
    double x = 0; ///< of the seam itself
    SeamStyle style = SeamStyle::Full;
};

/// A horizontal band of the canvas.
struct Band {
    double top = 0;
    double height = 0;
    double bottom() const { return top + height; }
    bool isShown() const { return height > 0; }
};

/// Where everything stands, in coordinates of the viewport: a pure function of stack, view and metrics. Painting and
/// hit-testing read only this.
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
    /// 0 fill only … 4 everything (below 6, 20, 44, 88 px a layer).
    int level() const;
    double left() const { return kLeft; }
    double right() const { return m_view.size.width() - kRightMargin; }
    /// The part of the viewport that scrolls sideways.
    QRectF clip() const;
    /// True when an x lies between the edges, where what is centred on it may stand over them a little.
    bool isInside(double x) const { return x >= kLeft - 1 && x <= right() + 1; }

    /// Where place `index` of any track begins, on a device pixel.
    double x(double index) const;
    /// The place under an x, and the gap nearest to it; not bounded.
    int indexAt(double position) const;
    int gapAt(double position) const;

    int trackCount() const { return static_cast<int>(m_trackLengths.size()); }
    int trackLength(int track) const;
    QRectF track(int track) const;
    QRectF trackHeader(int track) const;
    /// The line under a track that says which layers are used.
    double usedTop(int track) const { return this->track(track).bottom() + 2; }
    QRectF block(int track, int index) const;
    /// The lane over a source track that says what its layers are worth; empty when it is not shown.
    QRectF sensitivityLane(int track) const;
    QRectF outputHeader() const;

    std::size_t sliceCount() const { return m_slices.size(); }
    /// Bar and blocks of a slice, without the seams' insets.
    QRectF sliceBar(std::size_t slice) const;
    QRectF sliceBlocks(std::size_t slice) const;
    QRectF sliceWhole(std::size_t slice) const { return sliceBar(slice).united(sliceBlocks(slice)); }
    const core::Slice& slice(std::size_t index) const { return m_slices[index]; }
    /// The ribbon from a slice's layers to the slice; empty when its source has no track.
    QPainterPath thread(std::size_t slice) const;
    /// A line inside that ribbon, `share` of its width from the left.
    QPainterPath threadLine(std::size_t index, double share) const;
    bool showsAllThreads() const { return m_slices.size() <= kMaxThreads; }

    const std::vector<SeamSpot>& seams() const { return m_seams; }
    bool seamsAreTicks() const { return !m_seams.empty() && m_seams.front().style == SeamStyle::Tick; }
    QRectF endCap(core::Part part) const;

    Band sourceRuler() const { return m_sourceRuler; }
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

    CanvasPlace placeAt(QPointF position) const;

private:
    void placeBands(const CanvasMetrics& metrics);
    void placeSeams(const std::vector<core::Seam>& seams, const CanvasMetrics& metrics);
    CanvasPlace placeInOutput(QPointF position) const;
    CanvasPlace placeInTracks(QPointF position) const;
    CanvasPlace placeInSeams(QPointF position) const;
    CanvasPlace placeInThreads(QPointF position) const;

    CanvasView m_view;
    std::vector<int> m_trackLengths;
    int m_outputLength = 0;
    std::vector<core::Slice> m_slices;
    std::vector<SeamSpot> m_seams;
    double m_trackHeight = 32;
    double m_aboveTrack = 0; ///< height of a track's sensitivity lane and the gap below it
    Band m_sourceRuler, m_tracks, m_threads, m_bars, m_blocks, m_outputRuler, m_seamLane, m_distances,
        m_profile;
    double m_contentWidth = 0;
    double m_contentHeight = 0;
};

/// Room inside a badge: the side with the point needs more.
struct BadgePadding {
    double left = 5;
    double right = 5;
};
BadgePadding badgePadding(const core::Seam& seam);
inline constexpr double kBadgeArrow = 6;
inline constexpr double kBadgeGap = 3;
/// The two halves of a badge: "A15" and "B8", without letters when `style` is Short or the source stays the same.
std::pair<QString, QString> badgeTexts(const core::Seam& seam, SeamStyle style);

} // namespace layerloom::widgets
