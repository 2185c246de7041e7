#pragma once

#include "core/distance/distance.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace layerloom::tests {

inline std::vector<std::uint64_t> bitsOf(const core::Matrix& matrix)
{
    std::vector<std::uint64_t> bits;
    for (const double number : matrix.values)
        bits.push_back(std::bit_cast<std::uint64_t>(number));
    return bits;
}

inline bool areSame(const std::vector<core::LayerStatistics>& left,
                    const std::vector<core::LayerStatistics>& right)
{
    return std::ranges::equal(
        left, right, [](const core::LayerStatistics& one, const core::LayerStatistics& other) {
            return std::bit_cast<std::uint64_t>(one.norm) == std::bit_cast<std::uint64_t>(other.norm)
                && one.counts.elements == other.counts.elements && one.counts.zeros == other.counts.zeros
                && one.counts.nans == other.counts.nans && one.counts.infinities == other.counts.infinities;
        });
}

/// To the last bit.
inline bool areSame(const core::WeightDistances& left, const core::WeightDistances& right)
{
    const auto isSameKind = [](const core::KindDistances& one, const core::KindDistances& other) {
        return one.kind == other.kind && one.distances.rows == other.distances.rows
            && bitsOf(one.distances) == bitsOf(other.distances);
    };
    return left.betweenModels == right.betweenModels && left.all.rows == right.all.rows
        && bitsOf(left.all) == bitsOf(right.all) && std::ranges::equal(left.kinds, right.kinds, isSameKind)
        && areSame(left.rows, right.rows) && areSame(left.columns, right.columns)
        && left.problems == right.problems && left.notCompared == right.notCompared;
}

} // namespace layerloom::tests
