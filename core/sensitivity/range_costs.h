#pragma once

#include "core/sensitivity/sensitivity.h"

#include <cstdint>
#include <vector>

namespace layerloom::core {

/// Layers [begin, end).
struct LayerRange {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// What any range of a model's layers costs, in nats a token: as it was measured, or between what shorter ranges inside it
/// and longer ones around it cost, and no more than any of these. Costs are looked up as they are needed, and kept.
class RangeCosts {
public:
    /// REQUIRES: `sensitivity` outlives this.
    explicit RangeCosts(const Sensitivity& sensitivity);

    std::uint32_t layers() const { return static_cast<std::uint32_t>(m_sensitivity.layers()); }
    /// What leaving out an ordinary layer costs: the unit of predictions.
    double unit() const { return m_unit; }

    // REQUIRES of all: begin < end ≤ layers().

    /// What the loss grows by when a range never runs.
    double dropCost(LayerRange range);
    /// What it grows by when a range runs twice, whatever the state was before it: half of what its layers cost one by one,
    /// if all together do not cost less.
    double repeatCost(LayerRange range);
    /// What it grows by because the state that the range sees for the second time is beyond it: the rest.
    double rewindCost(LayerRange range);

private:
    enum class Kind { Drop, Repeat };

    double cost(Kind kind, LayerRange range);
    double estimate(Kind kind, LayerRange range) const;
    const std::vector<double>& measured(Kind kind, std::size_t power) const;
    double mean(Kind kind, std::size_t power, std::uint32_t first, std::uint32_t last) const;
    double least(Kind kind, std::size_t power, std::uint32_t first, std::uint32_t last) const;
    double meanInside(Kind kind, std::size_t power, LayerRange range) const;

    const Sensitivity& m_sensitivity;
    double m_unit = 0;
    std::vector<double> m_known; ///< by kind, begin and end; NaN where nobody asked
    std::vector<double>
        m_repeatedBefore; ///< by layer, what all before it cost one by one when they run twice
};

/// 0 for none.
double median(std::vector<double> values);

} // namespace layerloom::core
