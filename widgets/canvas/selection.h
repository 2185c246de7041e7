#pragma once

#include "core/checks/preview.h"
#include "core/stack/slices.h"
#include "core/stack/stack.h"

#include <QString>

#include <optional>
#include <vector>

namespace layerloom::widgets {

/// The track of the output; tracks 0, 1, … are those of the sources.
inline constexpr int kOutputTrack = -1;

/// Layers [begin, end) of a track.
struct IndexRange {
    int begin = 0;
    int end = 0;

    int count() const { return end - begin; }
    bool operator==(const IndexRange&) const = default;
};

/// The selection shared by canvas, layer table and inspector. Not undoable.
struct Selection {
    int track = kOutputTrack; ///< the track of the keyboard and of `ranges`
    std::vector<IndexRange> ranges; ///< sorted, disjoint, not empty each
    int caret = 0; ///< insertion point: before this output block
    int cursor = 0; ///< position of the keyboard in `track`; equals `caret` in the output
    std::optional<int> seam; ///< a chosen seam: the index of the block after it
    std::optional<core::Part> part; ///< a chosen end cap

    bool isEmpty() const { return ranges.empty(); }
    int count() const;
    bool contains(int index) const;
    /// From the first to the last selected layer. REQUIRES: !isEmpty()
    IndexRange hull() const { return {ranges.front().begin, ranges.back().end}; }
    void add(IndexRange range);
    void remove(IndexRange range);
    bool operator==(const Selection&) const = default;
};

/// `selection` limited to layers that exist in `stack`.
Selection clamped(Selection selection, const core::Stack& stack);

/// The output selection [begin, end) with the caret after it.
Selection selectionOf(int begin, int end);

/// Number of layers of a track.
int trackLength(const core::Stack& stack, int track);

/// The selected blocks: blocks of the output, or layers of a source track as blocks.
core::Blocks blocksOf(const core::Stack& stack, const Selection& selection);

/// Index of the slice that contains block `at`. REQUIRES: at < number of blocks
std::size_t sliceAt(const std::vector<core::Slice>& slices, std::size_t at);

/// The slice that equals the selection.
std::optional<std::size_t> selectedSlice(const core::Preview& preview, const Selection& selection);

/// "A 8–31": source and layers of a slice.
QString sliceText(const core::Slice& slice);
/// "A 8–31", "A 8–31, B 0–3", "5 slices"
QString describeBlocks(const core::Blocks& blocks);
/// "23→8"; with letters where the source changes: "A15→B8"
QString seamText(const core::Block& from, const core::Block& to);
/// One line for the status bar: "Slice B 25–39: 15 layers, 12.83 B, 25.7 GB"; empty without a selection.
QString describeSelection(const core::Stack& stack, const core::Preview& preview, const Selection& selection);

} // namespace layerloom::widgets
