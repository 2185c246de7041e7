#pragma once

#include "core/stack/stack.h"

#include <cstdint>
#include <vector>

namespace layerloom::core {

/// A stack of the document's sources that is kept for comparison with others.
struct PinnedStack {
    std::uint32_t number = 1; ///< its name: no two of a document have the same
    Blocks blocks;
    bool operator==(const PinnedStack&) const = default;
};
using PinnedStacks = std::vector<PinnedStack>;

/// The most that a document keeps.
inline constexpr std::size_t kMaxPinned = 100;

/// The smallest number from 1 on that none of them has.
std::uint32_t nextPinnedNumber(const PinnedStacks& pinned);

/// The pinned stacks of a document whose sources change from `before` to `after`, where sources were added, replaced or
/// removed: they refer to the same ones as before. A stack with layers of a source that was removed is left out.
PinnedStacks followSources(PinnedStacks pinned, const std::vector<Source>& before,
                           const std::vector<Source>& after);

} // namespace layerloom::core
