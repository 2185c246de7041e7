#pragma once

#include "core/stack/edit.h"
#include "core/stack/slices.h"

#include <optional>
#include <string>

namespace layerloom::core {

// The actions of a user on a stack, as edits, for drags, keys, the inspector and the table. The functions change
// nothing. An empty list means that there is nothing to do, for instance because a bound is reached.

/// Why `blocks` are refused as an addition to this stack: "Layers are 96 wide, this stack is 64 wide". Compares only the
/// hidden size of the first block of known width on each side; everything else is left to problems(). nullopt when they
/// are equal or one is unknown. Imported and opened documents are never refused.
std::optional<std::string> refusal(const Stack& stack, const Blocks& blocks);

/// Inserts `blocks` before block `at`. REQUIRES: at <= size.
Edits insertAt(const Stack& stack, std::size_t at, Blocks blocks);
/// Replaces blocks [begin, end) by `blocks`.
Edits replaceRange(const Stack& stack, std::size_t begin, std::size_t end, const Blocks& blocks);
/// Removes blocks [begin, end).
Edits removeRange(std::size_t begin, std::size_t end);
/// Removes the blocks at these indices. REQUIRES: they ascend, each once.
Edits removeAt(const std::vector<std::size_t>& indices);
/// Moves blocks [begin, end) in front of block `before`, an index before the move.
Edits moveRange(std::size_t begin, std::size_t end, std::size_t before);
/// Inserts a copy of blocks [begin, end) directly after them.
Edits duplicateRange(const Stack& stack, std::size_t begin, std::size_t end);

/// Grows (delta > 0) or shrinks a slice by |delta| layers at its input side, at most to layer 0 of the source and at
/// least to one layer.
Edits trimFront(const Stack& stack, const Slice& slice, int delta);
/// The same at its output side, at most to the last layer of the source.
Edits trimBack(const Stack& stack, const Slice& slice, int delta);
/// Adds `delta` to the layer numbers of a slice, limited to the layers of the source. The length stays.
Edits slip(const Stack& stack, const Slice& slice, int delta);
/// Sets the first and the last layer (inclusive) of a slice. `last` is limited to the last layer of the source, `first` to
/// `last`.
Edits setRange(const Stack& stack, const Slice& slice, LayerIndex first, LayerIndex last);
/// Moves the boundary between two slices (a seam or a split): one slice gets |delta| layers longer, the other shorter;
/// 23→8 by -1 is 22→7. Each keeps at least one layer and stays within its source. `at` is the index of the second
/// slice's first block; nothing when no slice begins there, or the first one does.
Edits rollSeam(const Stack& stack, std::size_t at, int delta);

/// Begins a new slice at block `at`; nothing when one begins there already.
Edits split(const Stack& stack, std::size_t at);
/// Removes the split before block `at`. The slices stay separate where there is a seam or their scales differ.
Edits join(const Stack& stack, std::size_t at);
/// Takes the layers of a slice from another source; nothing when it does not have all of them.
Edits replaceSource(const Stack& stack, const Slice& slice, SourceIndex source);
/// Replaces `first` by the interlock of both slices in groups of `g` layers, removes `second` and keeps what stands between
/// them behind it. REQUIRES: first.end <= second.begin, g > 0.
Edits interlockSlices(const Stack& stack, const Slice& first, const Slice& second, std::uint32_t g);

} // namespace layerloom::core
