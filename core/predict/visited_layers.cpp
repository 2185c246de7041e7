#include "core/predict/visited_layers.h"

namespace layerloom::core {

namespace {

/// The longest ranges inside [begin, end) all of whose layers are wanted.
template <typename Wanted>
std::vector<LayerRange> rangesOf(LayerIndex begin, LayerIndex end, const Wanted& isWanted)
{
    std::vector<LayerRange> ranges;
    for (LayerIndex layer = begin; layer < end; ++layer) {
        if (!isWanted(layer))
            continue;
        if (ranges.empty() || ranges.back().end != layer)
            ranges.push_back({layer, layer});
        ranges.back().end = layer + 1;
    }
    return ranges;
}

} // namespace

std::vector<LayerRange> VisitedLayers::missingBefore(LayerIndex layer) const
{
    return rangesOf(m_complete, layer, [&](LayerIndex each) { return visits(each) == 0; });
}

std::vector<LayerRange> VisitedLayers::visitedFrom(LayerIndex layer) const
{
    return rangesOf(layer, end(), [&](LayerIndex each) { return visits(each) > 0; });
}

std::vector<LayerRange> VisitedLayers::visitedMoreThan(std::uint32_t times) const
{
    return rangesOf(0, end(), [&](LayerIndex each) { return visits(each) > times; });
}

} // namespace layerloom::core
