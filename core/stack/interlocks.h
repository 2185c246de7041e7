#pragma once

#include "core/stack/edit.h"
#include "core/stack/stack.h"

#include <cstdint>
#include <vector>

namespace layerloom::core {

/// An interlock that stands in a stack: blocks [begin, end) are interlock(first, second, g).
struct Interlock {
    std::size_t begin = 0;
    std::size_t end = 0;
    Blocks first; ///< consecutive layers of one source, at least two groups
    Blocks second;
    std::uint32_t g = 1; ///< layers per group
};

/// The interlocks of a stack, in their order. One begins where the layers do not continue, or where the user split them;
/// both sides have at least two groups, and there are at least two seams. Neither DUS nor plain repeats are any: sides with the
/// same layers, or layers that each run twice.
/// Where several readings cover the same blocks, that with the smallest groups counts.
std::vector<Interlock> recogniseInterlocks(const Blocks& blocks);

/// The same two sides with groups of another size. REQUIRES: `interlock` stands in `stack`; g > 0
Edits setGroupSize(const Stack& stack, const Interlock& interlock, std::uint32_t g);
/// The two sides one after the other, as two slices.
Edits takeApart(const Stack& stack, const Interlock& interlock);

} // namespace layerloom::core
