#pragma once

#include "core/checks/preview.h"
#include "core/stack/derived.h"
#include "core/stack/stack.h"

#include <QString>

#include <optional>
#include <vector>

namespace layerloom::widgets {

/// The track of the output; tracks 0, 1, … are those of the sources.
inline constexpr int kOutputTrack = -1;

/// Places [begin, end) of a track.
struct IndexRange {
    int begin = 0;
    int end = 0;

    int count() const { return end - begin; }
    bool operator==(const IndexRange&) const = default;
};

/// What a person has chosen, shared by the canvas, the layer table and the inspector. Not undoable.
struct Selection {
    int track = kOutputTrack; ///< the track the keyboard is in and `ranges` count in
    std::vector<IndexRange> ranges; ///< sorted, disjoint, not empty each
    int caret = 0; ///< where something would be inserted: before this output block
    int cursor = 0; ///< place of the keyboard in `track`; the same as `caret` in the output
    std::optional<int> seam; ///< a chosen seam: the index of the block after it
    std::optional<core::Part> part; ///< a chosen end cap

    bool isEmpty() const { return ranges.empty(); }
    int count() const;
    bool contains(int index) const;
    /// The first place and the place after the last one. REQUIRES: !isEmpty()
    IndexRange hull() const { return {ranges.front().begin, ranges.back().end}; }
    void add(IndexRange range);
    void remove(IndexRange range);
    bool operator==(const Selection&) const = default;
};

/// The selection that is left of `selection` in a stack: places that are not there any more are dropped.
Selection clamped(Selection selection, const core::Stack& stack);

/// The output selection [begin, end) with the caret behind it.
Selection selectionOf(int begin, int end);

/// Number of layers of a track.
int trackLength(const core::Stack& stack, int track);

/// The blocks a selection stands for: of the output its blocks, of a source track its layers.
core::Blocks blocksOf(const core::Stack& stack, const Selection& selection);

/// The slice block `at` belongs to. REQUIRES: at < blocks.
std::size_t sliceAt(const std::vector<core::Slice>& slices, std::size_t at);

/// The slice that is exactly what the selection holds.
std::optional<std::size_t> selectedSlice(const core::Preview& preview, const Selection& selection);

/// "A 8–31", "A 8–31, B 0–3", "5 slices"
QString describeBlocks(const core::Blocks& blocks);
/// "23→8"; with letters where the source changes: "A15→B8"
QString seamText(const core::Block& from, const core::Block& to);
/// One line for the status bar: "Slice B 25–39: 15 layers, 12.83 B, 25.7 GB"; empty without a selection.
QString describeSelection(const core::Stack& stack, const core::Preview& preview, const Selection& selection);

} // namespace layerloom::widgets
