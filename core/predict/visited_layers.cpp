#include "core/predict/visited_layers.h"

namespace layerloom::core {

namespace {

/// The longest ranges inside [begin, end) all of whose layers are wanted.
template <typename Wanted>
std::vector<LayerRange> rangesOf(std::uint32_t begin, std::uint32_t end, const Wanted& isWanted)
{
    std::vector<LayerRange> ranges;
    for (std::uint32_t layer = begin; layer < end; ++layer) {
        if (!isWanted(layer))
            continue;
        if (ranges.empty() || ranges.back().end != layer)
            ranges.push_back({layer, layer});
        ranges.back().end = layer + 1;
    }
    return ranges;
}

} // namespace

std::vector<LayerRange> VisitedLayers::missingBefore(std::uint32_t layer) const
{
    return rangesOf(m_complete, layer, [&](std::uint32_t each) { return m_visits[each] == 0; });
}

std::vector<LayerRange> VisitedLayers::visitedFrom(std::uint32_t layer) const
{
    return rangesOf(layer, static_cast<std::uint32_t>(m_visits.size()),
                    [&](std::uint32_t each) { return m_visits[each] > 0; });
}

std::vector<LayerRange> VisitedLayers::visitedMoreThan(std::uint32_t times) const
{
    return rangesOf(0, static_cast<std::uint32_t>(m_visits.size()),
                    [&](std::uint32_t each) { return m_visits[each] > times; });
}

} // namespace layerloom::core
