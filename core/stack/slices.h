#pragma once

#include "core/stack/stack.h"

#include <cstdint>
#include <vector>

namespace layerloom::core {

/// A run of consecutive layers of one source: blocks [begin, end). Broken by seams, by splits of the user, and
/// where the scales differ.
struct Slice {
    std::size_t begin = 0;
    std::size_t end = 0;
    SourceIndex source = 0;
    LayerIndex firstLayer = 0;

    std::size_t count() const { return end - begin; }
    LayerIndex lastLayer() const { return firstLayer + (count() - 1); }
    bool operator==(const Slice&) const = default;
};

/// A boundary between two blocks where the second is not "same source, next layer".
struct Seam {
    std::size_t at = 0; ///< output index of the block after the seam
    Block from;
    Block to;
    /// SOLAR's layer distance |to - from| of the source indices (arXiv 2312.15166): 1 inside a slice.
    std::uint32_t distance = 0;
    /// to - (from + 1): below 0 layers run again, above 0 layers are skipped.
    std::int64_t jump = 0;

    bool changesSource() const { return from.source != to.source; }
};

std::vector<Slice> slices(const Stack& stack);
std::vector<Seam> seams(const Stack& stack);

/// Layer distance of every transition i -> i + 1 (size blocks - 1); 1 inside slices.
std::vector<std::uint32_t> distances(const Stack& stack);

/// How often blocks [0, i] used block i's layer (1 = first use), per block.
std::vector<std::uint32_t> useCounts(const Stack& stack);

} // namespace layerloom::core
