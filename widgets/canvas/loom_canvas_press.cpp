#include "widgets/canvas/loom_canvas_p.h"

#include <algorithm>

namespace layerloom::widgets {

namespace {

using Kind = CanvasHit::Kind;

} // namespace

void LoomCanvas::Private::selectBlock(int track, int index)
{
    Selection next;
    next.track = track;
    next.ranges = {{index, index + 1}};
    next.cursor = index;
    next.caret = track == kOutputTrack ? index : selection.caret;
    anchor = index;
    head = index + 1;
    changeSelection(next);
}

void LoomCanvas::Private::extendTo(int track, int index)
{
    if (track != selection.track) {
        selectBlock(track, index);
        return;
    }
    Selection next = selection;
    const int from = std::min(anchor, trackLength(*stack, track) - 1);
    next.ranges = {{std::min(from, index), std::max(from, index) + 1}};
    next.cursor = index;
    next.seam.reset();
    next.part.reset();
    if (track == kOutputTrack)
        next.caret = std::min(from, index);
    head = index >= from ? index + 1 : index;
    changeSelection(next);
}

void LoomCanvas::Private::pressBlock(const CanvasHit& place, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::ShiftModifier) {
        extendTo(place.track, place.index);
    } else if (modifiers & Qt::ControlModifier) {
        Selection next = selection;
        if (next.track != place.track)
            next.ranges.clear();
        next.track = place.track;
        next.seam.reset();
        next.part.reset();
        if (next.contains(place.index))
            next.remove({place.index, place.index + 1});
        else
            next.add({place.index, place.index + 1});
        next.cursor = place.index;
        if (place.track == kOutputTrack)
            next.caret = place.index;
        anchor = place.index;
        head = place.index + 1;
        changeSelection(next);
    } else if (start.kind == DragKind::Sweep) {
        selectBlock(place.track, place.index);
    }
}

void LoomCanvas::Private::pressSlice(int index, Qt::KeyboardModifiers modifiers)
{
    const core::Slice& pressed = slice(static_cast<std::size_t>(index));
    const IndexRange range {static_cast<int>(pressed.begin), static_cast<int>(pressed.end)};
    const bool whole = selection.track == kOutputTrack && selection.contains(range.begin)
        && selection.contains(range.end - 1);
    Selection next = selection;
    if (next.track != kOutputTrack)
        next.ranges.clear();
    next.track = kOutputTrack;
    next.seam.reset();
    next.part.reset();
    next.caret = next.cursor = range.begin;
    if (modifiers & Qt::ControlModifier) {
        if (whole)
            next.remove(range);
        else
            next.add(range);
    } else if (modifiers & Qt::ShiftModifier && !next.isEmpty()) {
        const IndexRange hull = next.hull();
        next.ranges = {{std::min(hull.begin, range.begin), std::max(hull.end, range.end)}};
    } else if (!whole || start.kind != DragKind::Move) {
        next.ranges = {range};
    }
    anchor = range.begin;
    head = range.end;
    changeSelection(next);
}

void LoomCanvas::Private::pressSeam(int index)
{
    Selection next;
    next.seam = static_cast<int>(preview->seams[static_cast<std::size_t>(index)].at);
    next.caret = next.cursor = *next.seam;
    anchor = head = *next.seam;
    changeSelection(next);
}

void LoomCanvas::Private::pressEmpty(QPointF position)
{
    Selection next;
    next.caret = selection.caret;
    const bool beside = position.y() >= layout.bars().top && position.y() < layout.outputRuler().bottom();
    if (beside)
        next.caret = std::clamp(layout.gapAt(position.x()), 0, static_cast<int>(stack->blocks.size()));
    next.cursor = next.caret;
    anchor = head = next.caret;
    changeSelection(next);
}

void LoomCanvas::Private::press(const CanvasHit& place, QPointF position, Qt::KeyboardModifiers modifiers)
{
    start = {};
    start.kind = dragKindAt(place, selection, modifiers);
    start.place = place;
    start.position = position;
    start.gap = layout.gapAt(position.x());
    switch (place.kind) {
    case Kind::Block:
        pressBlock(place, modifiers);
        break;
    case Kind::TrackHeader: {
        Selection next;
        next.track = place.track;
        next.caret = selection.caret;
        next.ranges = {{0, trackLength(*stack, place.track)}};
        changeSelection(next);
        break;
    }
    case Kind::SliceBar:
    case Kind::SliceFront:
    case Kind::SliceBack:
    case Kind::Thread:
        pressSlice(place.index, modifiers);
        break;
    case Kind::Seam:
        pressSeam(place.index);
        break;
    case Kind::EndCap: {
        Selection next;
        next.caret = next.cursor = selection.caret;
        next.part = place.part;
        changeSelection(next);
        break;
    }
    case Kind::Nothing:
        pressEmpty(position);
        break;
    }
    start.selection = selection;
}

void LoomCanvas::Private::click(const CanvasHit& place, Qt::KeyboardModifiers modifiers)
{
    const bool plain = (modifiers & (Qt::ShiftModifier | Qt::ControlModifier)) == Qt::NoModifier;
    if (place.kind == Kind::Block && plain)
        selectBlock(place.track, place.index);
    else if (place.kind == Kind::SliceBar && plain && start.kind == DragKind::Move) {
        start.kind = DragKind::None;
        pressSlice(place.index, modifiers);
    } else if (place.kind == Kind::EndCap) {
        const QRectF cap = layout.endCap(place.part);
        Q_EMIT q.partMenuRequested(place.part, q.viewport()->mapToGlobal(cap.bottomLeft().toPoint()));
    }
}

} // namespace layerloom::widgets
