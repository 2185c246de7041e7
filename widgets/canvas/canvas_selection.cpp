#include "widgets/canvas/canvas_selection.h"

#include <algorithm>
#include <utility>

namespace layerloom::widgets {

CanvasSelection::CanvasSelection(const CanvasContent& content)
    : m_content(content)
{}

void CanvasSelection::change(Selection next)
{
    next = clamped(std::move(next), *m_content.stack);
    if (next == m_value)
        return;
    m_value = std::move(next);
    Q_EMIT changed();
}

void CanvasSelection::change(Selection next, IndexRange range)
{
    m_anchor = range.begin;
    m_head = range.end;
    change(std::move(next));
}

void CanvasSelection::set(const Selection& next)
{
    change(next, next.isEmpty() ? IndexRange {next.cursor, next.cursor} : next.hull());
}

void CanvasSelection::sweepTo(const Selection& next)
{
    change(next);
    m_head = m_value.isEmpty() ? m_anchor : m_value.hull().end;
}

bool CanvasSelection::limitToContent()
{
    const Selection before = std::exchange(m_value, clamped(m_value, *m_content.stack));
    return !(m_value == before);
}

void CanvasSelection::selectBlock(int track, int index)
{
    Selection next;
    next.track = track;
    next.ranges = {{index, index + 1}};
    next.cursor = index;
    next.caret = track == kOutputTrack ? index : m_value.caret;
    change(next, {index, index + 1});
}

void CanvasSelection::extendTo(int track, int index)
{
    if (track != m_value.track) {
        selectBlock(track, index);
        return;
    }
    Selection next = m_value;
    const int from = std::min(m_anchor, trackLength(*m_content.stack, track) - 1);
    next.ranges = {{std::min(from, index), std::max(from, index) + 1}};
    next.cursor = index;
    next.seam.reset();
    next.part.reset();
    if (track == kOutputTrack)
        next.caret = std::min(from, index);
    m_head = index >= from ? index + 1 : index;
    change(next);
}

void CanvasSelection::toggleBlock(int track, int index)
{
    Selection next = onTrack(track);
    if (next.contains(index))
        next.remove({index, index + 1});
    else
        next.add({index, index + 1});
    next.cursor = index;
    if (track == kOutputTrack)
        next.caret = index;
    change(next, {index, index + 1});
}

void CanvasSelection::selectTrack(int track)
{
    Selection next;
    next.track = track;
    next.caret = m_value.caret;
    next.ranges = {{0, trackLength(*m_content.stack, track)}};
    change(next);
}

IndexRange CanvasSelection::sliceRange(int index) const
{
    const core::Slice& slice = m_content.slice(static_cast<std::size_t>(index));
    return {static_cast<int>(slice.begin), static_cast<int>(slice.end)};
}

bool CanvasSelection::containsSlice(int index) const
{
    const IndexRange range = sliceRange(index);
    return m_value.track == kOutputTrack && m_value.contains(range.begin) && m_value.contains(range.end - 1);
}

Selection CanvasSelection::onTrack(int track) const
{
    Selection next = m_value;
    if (next.track != track)
        next.ranges.clear();
    next.track = track;
    next.seam.reset();
    next.part.reset();
    return next;
}

void CanvasSelection::selectSlice(int index)
{
    const IndexRange range = sliceRange(index);
    Selection next = onTrack(kOutputTrack);
    next.ranges = {range};
    next.caret = next.cursor = range.begin;
    change(next, range);
}

void CanvasSelection::moveCaretToSlice(int index)
{
    const IndexRange range = sliceRange(index);
    Selection next = onTrack(kOutputTrack);
    next.caret = next.cursor = range.begin;
    change(next, range);
}

void CanvasSelection::extendToSlice(int index)
{
    const IndexRange range = sliceRange(index);
    Selection next = onTrack(kOutputTrack);
    const IndexRange hull = next.isEmpty() ? range : next.hull();
    next.ranges = {{std::min(hull.begin, range.begin), std::max(hull.end, range.end)}};
    next.caret = next.cursor = range.begin;
    change(next, range);
}

void CanvasSelection::toggleSlice(int index)
{
    const IndexRange range = sliceRange(index);
    const bool selected = containsSlice(index);
    Selection next = onTrack(kOutputTrack);
    if (selected)
        next.remove(range);
    else
        next.add(range);
    next.caret = next.cursor = range.begin;
    change(next, range);
}

void CanvasSelection::selectSeam(int index)
{
    Selection next;
    next.seam = static_cast<int>(m_content.preview->seams[static_cast<std::size_t>(index)].at);
    next.caret = next.cursor = *next.seam;
    change(next, {*next.seam, *next.seam});
}

void CanvasSelection::selectPart(core::Part part)
{
    Selection next;
    next.caret = next.cursor = m_value.caret;
    next.part = part;
    change(next);
}

void CanvasSelection::placeCaret(int caret)
{
    Selection next;
    next.caret = next.cursor = caret;
    change(next, {caret, caret});
}

void CanvasSelection::selectAll()
{
    Selection next = m_value;
    const int length = trackLength(*m_content.stack, next.track);
    next.ranges.clear();
    if (length > 0)
        next.ranges = {{0, length}};
    next.seam.reset();
    next.part.reset();
    set(next);
}

void CanvasSelection::selectNone()
{
    Selection next = m_value;
    next.ranges.clear();
    next.seam.reset();
    next.part.reset();
    set(next);
}

void CanvasSelection::selectSliceAtCursor()
{
    if (m_value.track != kOutputTrack) {
        selectAll();
        return;
    }
    const int last = static_cast<int>(m_content.stack->blocks.size()) - 1;
    if (last < 0)
        return;
    const auto cursor = static_cast<std::size_t>(std::min(m_value.cursor, last));
    const IndexRange range = sliceRange(static_cast<int>(sliceAt(m_content.preview->slices, cursor)));
    Selection next;
    next.ranges = {range};
    next.caret = next.cursor = range.begin;
    set(next);
}

void CanvasSelection::toggleCurrent()
{
    Selection next = m_value;
    if (next.cursor >= trackLength(*m_content.stack, next.track))
        return;
    if (next.contains(next.cursor))
        next.remove({next.cursor, next.cursor + 1});
    else
        next.add({next.cursor, next.cursor + 1});
    change(next, {next.cursor, next.cursor});
}

bool CanvasSelection::selectTransition(int from, int to)
{
    const core::Blocks& blocks = m_content.stack->blocks;
    for (std::size_t i = 1; i < blocks.size(); ++i) {
        if (static_cast<int>(blocks[i - 1].layer.value) != from
            || static_cast<int>(blocks[i].layer.value) != to)
            continue;
        Selection next;
        next.caret = next.cursor = static_cast<int>(i);
        if (std::ranges::binary_search(m_content.preview->seams, i, {}, &core::Seam::at))
            next.seam = next.caret;
        else
            next.ranges = {{next.caret - 1, next.caret + 1}};
        set(next);
        return true;
    }
    return false;
}

void CanvasSelection::moveCursor(int target, bool extend)
{
    target = std::clamp(target, 0, trackLength(*m_content.stack, m_value.track));
    Selection next = m_value;
    next.seam.reset();
    next.part.reset();
    next.ranges.clear();
    m_head = target;
    if (!extend)
        m_anchor = target;
    else if (m_anchor != m_head)
        next.ranges = {{std::min(m_anchor, m_head), std::max(m_anchor, m_head)}};
    next.cursor = target;
    if (next.track == kOutputTrack)
        next.caret = target;
    change(next);
}

void CanvasSelection::changeTrack(int direction)
{
    const int tracks = static_cast<int>(m_content.stack->setup.sources.size());
    const int row = m_value.track == kOutputTrack ? tracks : m_value.track;
    const int nextRow = std::clamp(row + direction, 0, tracks);
    Selection next = m_value;
    next.track = nextRow == tracks ? kOutputTrack : nextRow;
    if (next.track == m_value.track)
        return;
    next.ranges.clear();
    next.seam.reset();
    next.part.reset();
    next.cursor = next.track == kOutputTrack ? next.caret : 0;
    change(next, {next.cursor, next.cursor});
}

std::optional<IndexRange> CanvasSelection::target() const
{
    if (m_value.track != kOutputTrack)
        return std::nullopt;
    if (!m_value.isEmpty())
        return m_value.hull();
    if (m_value.caret < static_cast<int>(m_content.stack->blocks.size()))
        return IndexRange {m_value.caret, m_value.caret + 1};
    return std::nullopt;
}

std::optional<std::size_t> CanvasSelection::targetSlice() const
{
    const auto range = target();
    if (!range)
        return std::nullopt;
    return sliceAt(m_content.preview->slices, static_cast<std::size_t>(range->begin));
}

std::optional<std::size_t> CanvasSelection::targetSeam() const
{
    const auto at = static_cast<std::size_t>(m_value.seam.value_or(m_value.caret));
    const auto& seams = m_content.preview->seams;
    const auto seam = std::ranges::find(seams, at, &core::Seam::at);
    if (seam == seams.end())
        return std::nullopt;
    return static_cast<std::size_t>(seam - seams.begin());
}

} // namespace layerloom::widgets
