#pragma once

#include "core/sensitivity/range_costs.h"

#include <cstdint>
#include <vector>

namespace layerloom::core {

/// Which layers a stack has run so far, against what a layer knows from its model: each before it once, none from it on.
class VisitedLayers {
public:
    explicit VisitedLayers(std::uint32_t layers)
        : m_runs(layers)
    {}

    void run(std::uint32_t layer)
    {
        ++m_runs[layer];
        while (m_complete < m_runs.size() && m_runs[m_complete] > 0)
            ++m_complete;
    }
    /// How often a layer ran.
    std::uint32_t times(std::uint32_t layer) const { return m_runs[layer]; }

    /// The layers before one that have not run.
    std::vector<LayerRange> missingBefore(std::uint32_t layer) const;
    /// Those from one on that have run.
    std::vector<LayerRange> beyond(std::uint32_t layer) const;
    /// Those that ran more often than `times`.
    std::vector<LayerRange> visitedMoreThan(std::uint32_t times) const;

private:
    std::vector<std::uint32_t> m_runs;
    std::uint32_t m_complete = 0; ///< all layers before this one have run
};

} // namespace layerloom::core
