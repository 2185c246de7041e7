#include "core/stack/commands.h"
#include "widgets/canvas/loom_canvas_p.h"
#include "widgets/controls/text.h"

#include <algorithm>

namespace layerloom::widgets {

namespace {

core::Blocks blocksIn(const core::Stack& stack, const IndexRange& range)
{
    return {stack.blocks.begin() + range.begin, stack.blocks.begin() + range.end};
}

std::size_t position(int index)
{
    return static_cast<std::size_t>(index);
}

} // namespace

// Whoever listens applies the edits and calls setStack() before this returns; where nobody did, the selection stays.
void LoomCanvas::Private::request(const core::Edits& edits, const QString& text, const Selection& after)
{
    if (edits.empty())
        return;
    const StackPtr before = stack;
    Q_EMIT q.editRequested(edits, text);
    if (stack == before)
        return;
    q.setSelection(after);
    scrollIntoView(after.cursor);
}

bool LoomCanvas::Private::refuse(const core::Blocks& blocks)
{
    const auto reason = core::refusal(*stack, blocks);
    if (reason)
        Q_EMIT q.editRefused(QString::fromStdString(*reason));
    return reason.has_value();
}

// What a command is about: the one selected range of the output, else the block behind the caret.
std::optional<IndexRange> LoomCanvas::Private::target() const
{
    if (selection.track == kOutputTrack && !selection.isEmpty())
        return selection.hull();
    if (selection.track == kOutputTrack && selection.caret < static_cast<int>(stack->blocks.size()))
        return IndexRange {selection.caret, selection.caret + 1};
    return std::nullopt;
}

std::optional<std::size_t> LoomCanvas::Private::targetSlice() const
{
    const auto range = target();
    if (!range)
        return std::nullopt;
    return sliceAt(preview->slices, position(range->begin));
}

// The chosen seam, else the one the caret stands on.
std::optional<std::size_t> LoomCanvas::Private::targetSeam() const
{
    const int at = selection.seam.value_or(selection.caret);
    const auto found = std::ranges::find(preview->seams, position(at), &core::Seam::at);
    if (found == preview->seams.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - preview->seams.begin());
}

// The seam whose card is open, else the target.
std::optional<std::size_t> LoomCanvas::Private::shownSeam() const
{
    return card.seam() >= 0 ? std::optional(static_cast<std::size_t>(card.seam())) : targetSeam();
}

QString LoomCanvas::Private::describeRange(const IndexRange& range) const
{
    return describeBlocks(blocksIn(*stack, range));
}

void LoomCanvas::duplicateSelection()
{
    const auto range = m_d->target();
    if (!range)
        return;
    m_d->request(core::duplicateRange(*m_d->stack, position(range->begin), position(range->end)),
                 tr("Duplicate %1").arg(m_d->describeRange(*range)),
                 selectionOf(range->end, range->end + range->count()));
}

void LoomCanvas::removeSelection()
{
    const auto range = m_d->target();
    if (!range)
        return;
    std::vector<std::size_t> indices;
    for (int i = range->begin; i < range->end; ++i)
        if (m_d->selection.isEmpty() || m_d->selection.contains(i))
            indices.push_back(position(i));
    core::Blocks gone;
    for (const std::size_t i : indices)
        gone.push_back(m_d->stack->blocks[i]);
    m_d->request(core::removeAt(indices), tr("Remove %1").arg(describeBlocks(gone)),
                 selectionOf(range->begin, range->begin));
}

void LoomCanvas::Private::moveTo(int before)
{
    const auto range = target();
    if (!range || selection.ranges.size() > 1 || (before >= range->begin && before <= range->end)
        || before < 0 || before > static_cast<int>(stack->blocks.size()))
        return;
    const int landed = before > range->end ? before - range->count() : before;
    request(core::moveRange(position(range->begin), position(range->end), position(before)),
            LoomCanvas::tr("Move %1 to %2").arg(describeRange(*range)).arg(landed),
            selectionOf(landed, landed + range->count()));
}

void LoomCanvas::moveSelection(int layers)
{
    if (const auto range = m_d->target())
        m_d->moveTo(layers < 0 ? range->begin + layers : range->end + layers);
}

void LoomCanvas::moveSelectionPastSlice(int direction)
{
    const auto range = m_d->target();
    if (!range)
        return;
    const int beside = direction < 0 ? range->begin - 1 : range->end;
    if (beside < 0 || beside >= static_cast<int>(m_d->stack->blocks.size()))
        return;
    const core::Slice& neighbour = m_d->slice(sliceAt(m_d->preview->slices, position(beside)));
    m_d->moveTo(static_cast<int>(direction < 0 ? neighbour.begin : neighbour.end));
}

void LoomCanvas::moveSelectionToEnd(int direction)
{
    m_d->moveTo(direction < 0 ? 0 : static_cast<int>(m_d->stack->blocks.size()));
}

void LoomCanvas::slipSelection(int layers)
{
    const auto index = m_d->targetSlice();
    if (!index)
        return;
    const core::Slice slice = m_d->slice(*index);
    const core::Edits edits = core::slip(*m_d->stack, slice, layers);
    core::Slice moved = slice;
    moved.firstLayer =
        static_cast<std::uint32_t>(std::max<std::int64_t>(0, std::int64_t {slice.firstLayer} + layers));
    m_d->request(edits,
                 tr("Slip %1 to %2").arg(sliceText(slice), rangeText(moved.firstLayer, moved.lastLayer())),
                 selectionOf(static_cast<int>(slice.begin), static_cast<int>(slice.end)));
}

void LoomCanvas::splitAtCaret()
{
    Selection after = m_d->selection;
    after.ranges.clear();
    m_d->request(core::split(*m_d->stack, position(m_d->selection.caret)),
                 tr("Split at %1").arg(m_d->selection.caret), after);
}

void LoomCanvas::joinAtCaret()
{
    m_d->request(core::join(*m_d->stack, position(m_d->selection.caret)),
                 tr("Join at %1").arg(m_d->selection.caret), m_d->selection);
}

void LoomCanvas::rollSeam(int layers)
{
    const auto chosen = m_d->shownSeam();
    if (!chosen)
        return;
    DragStart start;
    start.kind = DragKind::Roll;
    start.place.index = static_cast<int>(*chosen);
    const DragOutcome outcome =
        outcomeOf(m_d->base(), start, {QPointF(m_d->layout.x(layers), 0), DropMode::Insert});
    m_d->request(outcome.edits, outcome.text, outcome.selection);
}

void LoomCanvas::trimSeam(int side, int layers)
{
    const auto index = m_d->shownSeam();
    if (!index)
        return;
    const core::Seam seam = m_d->preview->seams[*index];
    const core::Slice slice = m_d->slice(sliceAt(m_d->preview->slices, side < 0 ? seam.at - 1 : seam.at));
    const core::Edits edits =
        side < 0 ? core::trimBack(*m_d->stack, slice, layers) : core::trimFront(*m_d->stack, slice, layers);
    Selection after;
    after.caret = after.cursor = static_cast<int>(seam.at) + (side < 0 ? layers : 0);
    after.seam = after.caret;
    m_d->request(edits, tr("Trim %1").arg(sliceText(slice)), after);
}

} // namespace layerloom::widgets
