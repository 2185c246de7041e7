#pragma once

#include "core/sensitivity/range_costs.h"

#include <cstdint>
#include <vector>

namespace layerloom::core {

/// Counts how often each layer of a model ran at a point of a stack. In its own model a layer sees a state that every layer
/// before it has changed once, and none from it on: the ranges below are the differences from that.
class VisitedLayers {
public:
    explicit VisitedLayers(std::uint32_t layers)
        : m_visits(layers)
    {}

    void visit(LayerIndex layer)
    {
        ++m_visits[layer.value];
        while (m_complete < end() && visits(m_complete) > 0)
            ++m_complete;
    }
    /// How often a layer ran.
    std::uint32_t visits(LayerIndex layer) const { return m_visits[layer.value]; }

    /// Ranges of layers before `layer` that have not run.
    std::vector<LayerRange> missingBefore(LayerIndex layer) const;
    /// Ranges of layers from `layer` on that have run.
    std::vector<LayerRange> visitedFrom(LayerIndex layer) const;
    /// Ranges of layers that ran more than `times` times.
    std::vector<LayerRange> visitedMoreThan(std::uint32_t times) const;

private:
    LayerIndex end() const { return LayerIndex::from(m_visits.size()); }

    std::vector<std::uint32_t> m_visits;
    LayerIndex m_complete = 0; ///< all layers before this one have run
};

} // namespace layerloom::core
