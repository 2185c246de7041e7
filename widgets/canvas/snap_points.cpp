#include "widgets/canvas/snap_points.h"

#include "widgets/canvas/selection.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace layerloom::widgets {

namespace {

// A point is reached from three quarters of a layer beside it, but from 10 px at small scales and 18 px at large ones.
constexpr double kReachInLayers = 0.75;
constexpr double kLeastReach = 10;
constexpr double kMostReach = 18;

struct SnapText {
    Q_DECLARE_TR_FUNCTIONS(CanvasDrag)
};

bool continues(const core::Block& before, const core::Block& after)
{
    return before.source == after.source && after.layer == before.layer + 1;
}

QString layerName(const core::Block& block)
{
    return QString::fromStdString(core::sourceLetter(block.source)) + u' '
        + QString::number(block.layer.value);
}

} // namespace

std::vector<SnapPoint> dropSnapPoints(const core::Stack& stack, const core::Preview& preview,
                                      const core::Blocks& dropped)
{
    std::vector<SnapPoint> points;
    if (stack.blocks.empty() || dropped.empty())
        return points;
    // Where layers continue counts more than the seam that may be there.
    for (std::size_t gap = 0; gap <= stack.blocks.size(); ++gap) {
        if (gap > 0 && continues(stack.blocks[gap - 1], dropped.front()))
            points.push_back({static_cast<int>(gap),
                              SnapText::tr("continues %1").arg(layerName(stack.blocks[gap - 1])), false});
        else if (gap < stack.blocks.size() && continues(dropped.back(), stack.blocks[gap]))
            points.push_back({static_cast<int>(gap),
                              SnapText::tr("leads on to %1").arg(layerName(stack.blocks[gap])), true});
    }
    for (const core::Slice& slice : preview.slices)
        points.push_back({static_cast<int>(slice.begin),
                          slice.begin == 0 ? SnapText::tr("at the start") : SnapText::tr("between slices"),
                          false});
    points.push_back({static_cast<int>(stack.blocks.size()), SnapText::tr("at the end"), false});
    return points;
}

void EdgeSnapPoints::addEdge(core::SourceIndex source, core::LayerIndex layer, std::size_t own)
{
    const auto& sources = m_stack.setup.sources;
    const auto depth = sources[source.value].layers;
    const QString letter = QString::fromStdString(core::sourceLetter(source));
    const auto add = [&](std::uint32_t target, const QString& text) {
        const int delta = static_cast<int>(target) - static_cast<int>(layer.value);
        if (delta != 0)
            m_points.push_back({delta, text, false});
    };
    add(0, SnapText::tr("at the start of %1").arg(letter));
    add(depth, SnapText::tr("at the end of %1").arg(letter));
    for (const core::Slice& slice : m_preview.slices) {
        const bool isOwn = own >= slice.begin && own < slice.end;
        if (isOwn || sources[slice.source.value].layers != depth)
            continue;
        add(slice.firstLayer.value, SnapText::tr("where %1 begins").arg(sliceText(slice)));
        add(slice.lastLayer().value + 1, SnapText::tr("where %1 ends").arg(sliceText(slice)));
    }
}

std::optional<SnapPoint> nearestSnapPoint(const std::vector<SnapPoint>& points, double exact, double pitch)
{
    const auto away = [exact](const SnapPoint& point) { return std::abs(point.at - exact); };
    const auto nearest = std::ranges::min_element(points, {}, away);
    const double reach = std::clamp(kReachInLayers * pitch, kLeastReach, kMostReach);
    if (nearest == points.end() || away(*nearest) * pitch > reach)
        return std::nullopt;
    return *nearest;
}

} // namespace layerloom::widgets
