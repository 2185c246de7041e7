#pragma once

#include "core/model/layer_index.h"
#include "core/sensitivity/sensitivity.h"

#include <cstdint>
#include <vector>

namespace layerloom::core {

// The loss increase of any range of layers, from the measured lengths 1, 2, 4, 8, … Let n = e − b be the length of [b, e),
// 2ᵏ ≤ n < 2ᵏ⁺¹, f = log₂ n − k, and m the mean of measured costs, each taken as at least 1 % of an ordinary layer's:
//   n = 2ᵏ                 the measured cost
//   2ᵏ⁺¹ was measured      inside · (around / inside)^f, at most the least cost of the longer ranges around [b, e);
//                          inside = m over ranges of 2ᵏ layers within, around = m over ranges of 2ᵏ⁺¹ layers that hold it
//   beyond                 inside · g^f, g = inside / (the same for 2ᵏ⁻¹), between 1 and 4: costs grow as they did before,
//                          at most with the square of the length
// A range that runs twice costs cost(Repeat). Of this
//   repeatCost = min(cost(Repeat), ½ · Σ max(0, repeat(l)))   is due to the layers running again,
//   rewindCost = cost(Repeat) − repeatCost                    to the state jumping back.
// ½ was fitted on stacks of SmolLM2-135M and confirmed on Gemma 3: of several layers that run twice each costs about half of
// what it does alone.

/// Costs of ranges in nats per token; the formulas stand above. Computed when first asked for, then kept.
class RangeCosts {
public:
    /// REQUIRES: `sensitivity` outlives this.
    explicit RangeCosts(const Sensitivity& sensitivity);

    std::uint32_t layers() const { return static_cast<std::uint32_t>(m_sensitivity.layers()); }
    /// The end of the range of all layers.
    LayerIndex end() const { return LayerIndex::from(layers()); }
    /// The median |drop(l)|: the unit of predictions.
    double unit() const { return m_unit; }

    // REQUIRES of all: begin < end ≤ layers().

    /// The loss increase when the range never runs.
    double dropCost(LayerRange range);
    /// The part of the loss increase of a range that runs twice which does not depend on the state before it.
    double repeatCost(LayerRange range);
    /// The rest: the state that the range sees the second time is ahead of it.
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
    std::vector<double> m_known; ///< by kind, begin and end; NaN until asked for
    std::vector<double> m_repeatedBefore; ///< by layer: Σ max(0, repeat(l)) over the layers before it
};

/// 0 for no values.
double median(std::vector<double> values);

} // namespace layerloom::core
