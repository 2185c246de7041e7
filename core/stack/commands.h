#pragma once

#include "core/stack/edit.h"
#include "core/stack/slices.h"

#include <optional>
#include <string>

namespace layerloom::core {

// The actions of a user on a stack, as edits, for drags, keys, the inspector and the table. An empty list
// means there is nothing to do (already at the bound). Nothing is changed.

/// Why `blocks` cannot stand in this stack, as a sentence with both values: "Layers are 96 wide, this stack is 64 wide".
/// nullopt when they fit (imported and opened documents are never refused: they show problems).
std::optional<std::string> refusal(const Stack& stack, const Blocks& blocks);

Edits insertAt(const Stack& stack, std::size_t at, Blocks blocks);
/// Replaces blocks [begin, end) by `blocks`.
Edits replaceRange(const Stack& stack, std::size_t begin, std::size_t end, const Blocks& blocks);
Edits removeRange(std::size_t begin, std::size_t end);
/// Removes blocks at sorted indices.
Edits removeAt(const std::vector<std::size_t>& indices);
/// Moves [begin, end) to before block `before` (as counted now).
Edits moveRange(std::size_t begin, std::size_t end, std::size_t before);
/// A copy of [begin, end) directly after it.
Edits duplicateRange(const Stack& stack, std::size_t begin, std::size_t end);

/// Grows (delta > 0) or shrinks a slice at its input-side edge; bounded by the source and one layer.
Edits trimFront(const Stack& stack, const Slice& slice, int delta);
/// The same at its output-side edge.
Edits trimBack(const Stack& stack, const Slice& slice, int delta);
/// Same length, layers moved by delta in the source; bounded by the source.
Edits slip(const Stack& stack, const Slice& slice, int delta);
/// Sets first and last layer (inclusive).
Edits setRange(const Stack& stack, const Slice& slice, LayerIndex first, LayerIndex last);
/// One side of a seam longer, the other shorter by |delta|: 23→8 by -1 is 22→7. Total unchanged; bounded by both.
Edits rollSeam(const Stack& stack, std::size_t at, int delta);

Edits split(const Stack& stack, std::size_t at);
Edits join(const Stack& stack, std::size_t at);
/// The same layers from another source; nothing when it has not all of them.
Edits replaceSource(const Stack& stack, const Slice& slice, SourceIndex source);
/// Slices `first` and `second` (first before second, adjacent or not) become one interlock where the first begins.
Edits interlockSlices(const Stack& stack, const Slice& first, const Slice& second, std::uint32_t g);

} // namespace layerloom::core
