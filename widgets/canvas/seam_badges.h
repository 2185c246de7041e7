#pragma once

#include "core/stack/slices.h"
#include "widgets/canvas/canvas_view.h"

#include <QRectF>
#include <QString>

#include <utility>
#include <vector>

namespace layerloom::widgets {

/// How a seam is shown; chosen so that badges never overlap.
enum class SeamStyle { Full, Short, Dot, Tick };

/// Where the badge of a seam is drawn.
struct SeamSpot {
    QRectF rect; ///< of the badge, the dot or the tick
    double x = 0; ///< of the seam itself
    SeamStyle style = SeamStyle::Full;
};

/// Padding inside a badge: the side with the point needs more.
struct BadgePadding {
    double left = 5;
    double right = 5;
};
BadgePadding badgePadding(const core::Seam& seam);
inline constexpr double kBadgeArrow = 6;
inline constexpr double kBadgeGap = 3;
/// The two halves of a badge: "A15" and "B8", without letters when `style` is Short.
std::pair<QString, QString> badgeTexts(const core::Seam& seam, SeamStyle style);

/// Places the badges of seams at `xs` in `lane`, centred on their seams. All texts have one form: letters when a seam of
/// the row changes the source and all badges have room. Badges that would overlap become dots, all of them when only a few
/// could stay; when the average spacing is below 24 px, all become ticks.
/// REQUIRES: xs.size() == seams.size(), ascending
std::vector<SeamSpot> placeSeamBadges(const std::vector<core::Seam>& seams, const std::vector<double>& xs,
                                      Band lane, const CanvasMetrics& metrics);

} // namespace layerloom::widgets
