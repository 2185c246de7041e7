#pragma once

#include "core/stack/stack.h"

#include <variant>

namespace layerloom::core {

/// Inserts `blocks` so that the first stands at `at`. REQUIRES: at <= size.
struct InsertBlocks {
    std::size_t at = 0;
    Blocks blocks;
    bool operator==(const InsertBlocks&) const = default;
};
/// Removes [at, at + count). REQUIRES: at + count <= size.
struct RemoveBlocks {
    std::size_t at = 0;
    std::size_t count = 0;
    bool operator==(const RemoveBlocks&) const = default;
};
/// Moves [from, from + count) so that its first block ends at index `to` of the result.
/// REQUIRES: from + count <= size, to + count <= size.
struct MoveBlocks {
    std::size_t from = 0;
    std::size_t count = 0;
    std::size_t to = 0;
    bool operator==(const MoveBlocks&) const = default;
};
/// The block at `at` becomes `block`. REQUIRES: at < size.
struct ReplaceBlock {
    std::size_t at = 0;
    Block block;
    bool operator==(const ReplaceBlock&) const = default;
};
/// Everything but the blocks: sources, base, parts, overrides.
struct ReplaceSetup {
    Setup setup;
    bool operator==(const ReplaceSetup&) const = default;
};

/// The four changes of a stack's blocks and the one change of its setup.
using Edit = std::variant<InsertBlocks, RemoveBlocks, MoveBlocks, ReplaceBlock, ReplaceSetup>;
using Edits = std::vector<Edit>;

/// Applies an edit and returns the one that undoes it.
Edit apply(Stack& stack, Edit edit);

/// Edits that turn the blocks of `stack` into `blocks`, leaving a common start and end alone.
Edits replaceAll(const Stack& stack, const Blocks& blocks);

} // namespace layerloom::core
