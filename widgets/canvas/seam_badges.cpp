#include "widgets/canvas/seam_badges.h"

#include <algorithm>
#include <cmath>

namespace layerloom::widgets {

namespace {

constexpr double kBadgeHeight = 18;
constexpr double kBadgeSpace = 3;
constexpr double kDot = 7;
constexpr double kTickPitch = 24;

double widthOf(const core::Seam& seam, SeamStyle style, const CanvasMetrics& metrics)
{
    if (style == SeamStyle::Dot)
        return kDot;
    const auto [from, to] = badgeTexts(seam, style);
    const BadgePadding padding = badgePadding(seam);
    return std::ceil(padding.left + metrics.detailWidth(from) + kBadgeGap + kBadgeArrow + kBadgeGap
                     + metrics.detailWidth(to) + padding.right);
}

// True when two badges that are no dots both would touch.
bool collide(const std::vector<core::Seam>& seams, const std::vector<double>& xs,
             const std::vector<SeamStyle>& styles, std::size_t i, const CanvasMetrics& metrics)
{
    const bool dots = styles[i - 1] == SeamStyle::Dot && styles[i] == SeamStyle::Dot;
    const double room =
        (widthOf(seams[i - 1], styles[i - 1], metrics) + widthOf(seams[i], styles[i], metrics)) / 2;
    return !dots && xs[i] - xs[i - 1] < room + kBadgeSpace;
}

// The texts of a row have one form. Where even the short ones touch there are dots, and everywhere once most are dots.
std::vector<SeamStyle> stylesOf(const std::vector<core::Seam>& seams, const std::vector<double>& xs,
                                const CanvasMetrics& metrics)
{
    const auto anyCollides = [&](const std::vector<SeamStyle>& styles) {
        for (std::size_t i = 1; i < seams.size(); ++i)
            if (collide(seams, xs, styles, i, metrics))
                return true;
        return false;
    };
    std::vector<SeamStyle> full(seams.size(), SeamStyle::Full);
    if (std::ranges::any_of(seams, &core::Seam::changesSource) && !anyCollides(full))
        return full;
    std::vector<SeamStyle> styles(seams.size(), SeamStyle::Short);
    while (anyCollides(styles))
        for (std::size_t i = 1; i < seams.size(); ++i)
            if (collide(seams, xs, styles, i, metrics))
                styles[i - 1] = styles[i] = SeamStyle::Dot;
    if (2 * std::ranges::count(styles, SeamStyle::Dot) > std::ssize(styles))
        std::ranges::fill(styles, SeamStyle::Dot);
    return styles;
}

} // namespace

BadgePadding badgePadding(const core::Seam& seam)
{
    if (seam.jump < 0 && seam.distance > 0)
        return {7, 5};
    if (seam.jump > 0)
        return {5, 7};
    return {5, 5};
}

std::pair<QString, QString> badgeTexts(const core::Seam& seam, SeamStyle style)
{
    const auto text = [&](const core::Block& block) {
        QString layer = QString::number(block.layer.value);
        if (style == SeamStyle::Short)
            return layer;
        return QString::fromStdString(core::sourceLetter(block.source)) + layer;
    };
    return {text(seam.from), text(seam.to)};
}

std::vector<SeamSpot> placeSeamBadges(const std::vector<core::Seam>& seams, const std::vector<double>& xs,
                                      Band lane, const CanvasMetrics& metrics)
{
    if (!lane.isShown() || seams.empty())
        return {};
    std::vector<SeamSpot> spots;
    const double spread = xs.back() - xs.front();
    const bool ticks = seams.size() > 2 && spread < kTickPitch * static_cast<double>(seams.size() - 1);
    const std::vector<SeamStyle> styles =
        ticks ? std::vector(seams.size(), SeamStyle::Tick) : stylesOf(seams, xs, metrics);
    const double height = std::max(kBadgeHeight, metrics.detailHeight + 4);
    const double middle = lane.top + height / 2;
    for (std::size_t i = 0; i < seams.size(); ++i) {
        SeamSpot spot;
        spot.x = xs[i];
        spot.style = styles[i];
        if (spot.style == SeamStyle::Tick)
            spot.rect = QRectF(spot.x - 2, lane.top + 1, 4, 9);
        else if (spot.style == SeamStyle::Dot)
            spot.rect = QRectF(spot.x - kDot / 2, middle - kDot / 2, kDot, kDot);
        else {
            const double width = widthOf(seams[i], spot.style, metrics);
            spot.rect = QRectF(std::round(spot.x - width / 2), middle - height / 2, width, height);
        }
        spots.push_back(spot);
    }
    return spots;
}

} // namespace layerloom::widgets
