#include "widgets/canvas_layout.h"

#include <algorithm>
#include <cmath>

namespace layerloom::widgets {

namespace {

constexpr double kBadgeHeight = 18;
constexpr double kBadgeSpace = 3;
constexpr double kDot = 7;
constexpr double kTickPitch = 24;

double badgeWidth(const core::Seam& seam, SeamStyle style, const CanvasMetrics& metrics)
{
    const auto [from, to] = badgeTexts(seam, style);
    const BadgePadding padding = badgePadding(seam);
    return std::ceil(padding.left + metrics.detailWidth(from) + kBadgeGap + kBadgeArrow + kBadgeGap
                     + metrics.detailWidth(to) + padding.right);
}

bool allFit(const std::vector<double>& places, const std::vector<double>& widths)
{
    for (std::size_t i = 1; i < places.size(); ++i)
        if (places[i] - places[i - 1] < (widths[i] + widths[i - 1]) / 2 + kBadgeSpace)
            return false;
    return true;
}

// Where short badges do not all fit, those that would touch a neighbour become dots.
SeamStyle crowdedStyle(std::size_t i, const std::vector<double>& places, const std::vector<double>& widths)
{
    const auto tight = [&](std::size_t left, std::size_t right) {
        return places[right] - places[left] < (widths[left] + widths[right]) / 2 + kBadgeSpace;
    };
    const bool touches = (i > 0 && tight(i - 1, i)) || (i + 1 < places.size() && tight(i, i + 1));
    return touches ? SeamStyle::Dot : SeamStyle::Short;
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
        const QString layer = QString::number(block.layer);
        if (style == SeamStyle::Short || !seam.changesSource())
            return layer;
        return QString::fromStdString(core::sourceLetter(block.source)) + layer;
    };
    return {text(seam.from), text(seam.to)};
}

void CanvasLayout::placeSeams(const std::vector<core::Seam>& seams, const CanvasMetrics& metrics)
{
    if (!m_seamLane.isShown() || seams.empty())
        return;
    std::vector<double> places;
    std::vector<double> full;
    std::vector<double> brief;
    for (const core::Seam& seam : seams) {
        places.push_back(x(static_cast<double>(seam.at)));
        full.push_back(badgeWidth(seam, SeamStyle::Full, metrics));
        brief.push_back(badgeWidth(seam, SeamStyle::Short, metrics));
    }
    const double spread = places.back() - places.front();
    const bool ticks = seams.size() > 2 && spread < kTickPitch * static_cast<double>(seams.size() - 1);
    const bool allFull = allFit(places, full);
    const bool allShort = allFit(places, brief);
    const double middle = m_seamLane.top + m_seamLane.height / 2;
    const double height = std::max(kBadgeHeight, metrics.detailHeight + 4);
    for (std::size_t i = 0; i < seams.size(); ++i) {
        SeamSpot spot;
        spot.x = places[i];
        spot.style = ticks ? SeamStyle::Tick
            : allFull      ? SeamStyle::Full
            : allShort     ? SeamStyle::Short
                           : crowdedStyle(i, places, brief);
        if (spot.style == SeamStyle::Tick)
            spot.rect = QRectF(spot.x - 2, m_seamLane.top + 1, 4, 9);
        else if (spot.style == SeamStyle::Dot)
            spot.rect = QRectF(spot.x - kDot / 2, middle - kDot / 2, kDot, kDot);
        else {
            const double width = spot.style == SeamStyle::Full ? full[i] : brief[i];
            spot.rect = QRectF(std::round(spot.x - width / 2), middle - height / 2, width, height);
        }
        m_seams.push_back(spot);
    }
}

} // namespace layerloom::widgets
