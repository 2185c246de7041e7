#include "widgets/canvas/loom_canvas_p.h"

#include <algorithm>

namespace layerloom::widgets {

void LoomCanvas::selectAll()
{
    Selection next = m_d->selection;
    const int length = trackLength(*m_d->stack, next.track);
    next.ranges.clear();
    if (length > 0)
        next.ranges = {{0, length}};
    next.seam.reset();
    next.part.reset();
    setSelection(next);
}

void LoomCanvas::selectNone()
{
    Selection next = m_d->selection;
    next.ranges.clear();
    next.seam.reset();
    next.part.reset();
    setSelection(next);
}

void LoomCanvas::selectSlice()
{
    if (m_d->selection.track != kOutputTrack) {
        selectAll();
        return;
    }
    const int last = static_cast<int>(m_d->stack->blocks.size()) - 1;
    if (last < 0)
        return;
    const core::Slice& slice = m_d->slice(
        sliceAt(m_d->preview->slices, static_cast<std::size_t>(std::min(m_d->selection.cursor, last))));
    Selection next;
    next.ranges = {{static_cast<int>(slice.begin), static_cast<int>(slice.end)}};
    next.caret = next.cursor = static_cast<int>(slice.begin);
    setSelection(next);
}

void LoomCanvas::toggleCurrent()
{
    Selection next = m_d->selection;
    if (next.cursor >= trackLength(*m_d->stack, next.track))
        return;
    if (next.contains(next.cursor))
        next.remove({next.cursor, next.cursor + 1});
    else
        next.add({next.cursor, next.cursor + 1});
    m_d->anchor = m_d->head = next.cursor;
    m_d->changeSelection(next);
}

void LoomCanvas::goToLayer(int index)
{
    if (index < 0 || index >= static_cast<int>(m_d->stack->blocks.size()))
        return;
    m_d->selectBlock(kOutputTrack, index);
    m_d->scrollIntoView(index);
}

void LoomCanvas::selectTransition(int from, int to)
{
    for (std::size_t i = 1; i < m_d->stack->blocks.size(); ++i) {
        if (static_cast<int>(m_d->stack->blocks[i - 1].layer) != from
            || static_cast<int>(m_d->stack->blocks[i].layer) != to)
            continue;
        Selection next;
        next.caret = next.cursor = static_cast<int>(i);
        const bool isSeam = std::ranges::binary_search(m_d->preview->seams, i, {}, &core::Seam::at);
        if (isSeam)
            next.seam = next.caret;
        else
            next.ranges = {{next.caret - 1, next.caret + 1}};
        setSelection(next);
        m_d->scrollIntoView(next.caret);
        return;
    }
}

void LoomCanvas::showSeamCard()
{
    if (const auto index = m_d->targetSeam())
        m_d->showCardFor(static_cast<int>(*index));
}

} // namespace layerloom::widgets
