#pragma once

#include "core/checks/problems.h"
#include "core/stack/slices.h"
#include "core/stack/totals.h"

#include <vector>

namespace layerloom::core {

/// Slices, seams, totals and problems of a stack, computed together and never stored.
struct Preview {
    std::vector<Slice> slices;
    std::vector<Seam> seams;
    Totals totals;
    std::vector<std::uint32_t> distances; ///< see distances()
    std::vector<std::uint32_t> uses; ///< see useCounts()
    std::vector<Problem> problems;
};

/// At most 1 ms for 1,000 layers in 200 slices.
Preview preview(const Stack& stack);

} // namespace layerloom::core
