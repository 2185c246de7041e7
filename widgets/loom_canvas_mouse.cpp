#include "widgets/icon.h"
#include "widgets/loom_canvas_p.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDragEnterEvent>
#include <QHelpEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace layerloom::widgets {

namespace {

using Kind = CanvasPlace::Kind;

DropMode modeOf(Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::ShiftModifier)
        return DropMode::Replace;
    return modifiers & Qt::ControlModifier ? DropMode::Copy : DropMode::Insert;
}

Qt::CursorShape cursorOf(Kind kind)
{
    switch (kind) {
    case Kind::SliceFront:
    case Kind::SliceBack:
        return Qt::SizeHorCursor;
    case Kind::Seam:
        return Qt::SplitHCursor;
    case Kind::SliceBar:
        return Qt::OpenHandCursor;
    case Kind::EndCap:
        return Qt::PointingHandCursor;
    default:
        return Qt::ArrowCursor;
    }
}

// Moving something asks for a deliberate drag; edges and sweeps follow at once.
bool isPast(DragKind kind, QPointF moved)
{
    const bool deliberate = kind == DragKind::Insert || kind == DragKind::Move;
    return moved.manhattanLength() >= (deliberate ? QApplication::startDragDistance() : 3);
}

bool selects(DragKind kind)
{
    return kind == DragKind::Sweep || kind == DragKind::RubberBand;
}

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

void LoomCanvas::Private::pressBlock(const CanvasPlace& place, Qt::KeyboardModifiers modifiers)
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

void LoomCanvas::Private::press(const CanvasPlace& place, QPointF position, Qt::KeyboardModifiers modifiers)
{
    start = {};
    start.kind = dragKindAt(place, selection, modifiers);
    start.place = place;
    start.position = position;
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

void LoomCanvas::Private::dragTo(QPointF position, Qt::KeyboardModifiers modifiers)
{
    pointer = position;
    if (start.kind == DragKind::Pan) {
        const QPointF moved = position - start.position;
        q.horizontalScrollBar()->setValue(static_cast<int>(panScroll.x() - moved.x()));
        q.verticalScrollBar()->setValue(static_cast<int>(panScroll.y() - moved.y()));
        return;
    }
    if (start.kind == DragKind::None || (!dragging && !isPast(start.kind, position - start.position)))
        return;
    if (!dragging) {
        dragging = true;
        card.hide();
        hover = {};
        autoScroll.start();
    }
    if (selects(start.kind)) {
        changeSelection(sweptSelection(base(), start, position));
        head = selection.isEmpty() ? anchor : selection.hull().end;
        q.viewport()->update();
        return;
    }
    updateOutcome(modifiers);
}

void LoomCanvas::Private::updateOutcome(Qt::KeyboardModifiers modifiers)
{
    const bool hadStack = outcome.stack != nullptr;
    outcome = outcomeOf(base(), start, {pointer, modeOf(modifiers)});
    if (outcome.stack) {
        dragLayout = CanvasLayout(*outcome.stack, *outcome.preview, view, metrics());
        dragUses = totalUses(*outcome.stack);
    }
    q.viewport()->setCursor(outcome.refused ? Qt::ForbiddenCursor : Qt::ClosedHandCursor);
    label.show(pointer.toPoint(), outcome.title, outcome.detail, outcome.refused);
    q.viewport()->update();
    if (hadStack || outcome.stack)
        Q_EMIT q.dragPreviewChanged(outcome.stack, outcome.preview);
}

void LoomCanvas::Private::endDrag()
{
    const bool hadStack = outcome.stack != nullptr;
    start = {};
    dragging = false;
    outcome = {};
    autoScroll.stop();
    label.hide();
    q.viewport()->unsetCursor();
    q.viewport()->update();
    if (hadStack)
        Q_EMIT q.dragPreviewChanged(nullptr, nullptr);
}

void LoomCanvas::Private::cancelDrag()
{
    const bool restore = dragging && selects(start.kind);
    const Selection before = start.selection;
    endDrag();
    if (restore)
        changeSelection(before);
}

void LoomCanvas::Private::drop()
{
    const DragOutcome done = outcome;
    endDrag();
    if (done.refused)
        Q_EMIT q.editRefused(done.detail);
    else if (!done.edits.empty())
        request(done.edits, done.text, done.selection);
}

void LoomCanvas::Private::click(const CanvasPlace& place, Qt::KeyboardModifiers modifiers)
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

void LoomCanvas::Private::updateHover(QPointF position)
{
    const CanvasPlace place = layout.placeAt(position);
    if (place == hover)
        return;
    const bool onCard = card.isVisible() && card.geometry().contains(position.toPoint());
    hover = place;
    q.viewport()->setCursor(cursorOf(place.kind));
    q.viewport()->update();
    cardTimer.stop();
    if (place.kind == Kind::Seam)
        cardTimer.start();
    if (card.isVisible() && !onCard && (place.kind != Kind::Seam || place.index != card.seam()))
        card.hide();
}

void LoomCanvas::Private::showCardFor(int seam)
{
    if (seam < 0 || seam >= static_cast<int>(layout.seams().size()))
        return;
    card.showSeam(*stack, *preview, seam, layout.seams()[static_cast<std::size_t>(seam)].rect.toRect());
}

void LoomCanvas::mousePressEvent(QMouseEvent* event)
{
    d->cardTimer.stop();
    if (d->dragging && event->button() == Qt::RightButton) {
        d->cancelDrag();
        return;
    }
    if (event->button() == Qt::MiddleButton) {
        d->start = {};
        d->start.kind = DragKind::Pan;
        d->start.position = event->position();
        d->panScroll = QPointF(horizontalScrollBar()->value(), verticalScrollBar()->value());
        viewport()->setCursor(Qt::ClosedHandCursor);
        return;
    }
    if (event->button() != Qt::LeftButton || d->isBlank())
        return;
    d->card.hide();
    d->pointer = event->position();
    d->press(d->layout.placeAt(event->position()), event->position(), event->modifiers());
}

void LoomCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & (Qt::LeftButton | Qt::MiddleButton))
        d->dragTo(event->position(), event->modifiers());
    else if (!d->dragging)
        d->updateHover(event->position());
}

void LoomCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::MiddleButton && d->start.kind == DragKind::Pan) {
        d->endDrag();
        return;
    }
    if (event->button() != Qt::LeftButton)
        return;
    if (!d->dragging) {
        d->click(d->start.place, event->modifiers());
        d->endDrag();
    } else if (selects(d->start.kind)) {
        d->endDrag();
    } else {
        // The keys held at the drop decide, not those of the last move.
        d->pointer = event->position();
        d->updateOutcome(event->modifiers());
        d->drop();
    }
    d->updateHover(event->position());
}

void LoomCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const CanvasPlace place = d->layout.placeAt(event->position());
    if (place.kind == Kind::Block) {
        d->selectBlock(place.track, place.index);
        selectSlice();
    } else if (place.isSlice()) {
        d->pressSlice(place.index, Qt::NoModifier);
        editRangeInPlace();
    }
}

void LoomCanvas::wheelEvent(QWheelEvent* event)
{
    const QPoint turn = event->angleDelta();
    if (event->modifiers() & Qt::ControlModifier) {
        d->setPitch(d->view.pitch * std::pow(1.25, turn.y() / 120.0), event->position().x());
        event->accept();
        return;
    }
    const bool sideways = event->modifiers() & Qt::ShiftModifier || verticalScrollBar()->maximum() == 0;
    QScrollBar& bar = sideways ? *horizontalScrollBar() : *verticalScrollBar();
    const int delta = turn.x() != 0 && (sideways || turn.y() == 0) ? turn.x() : turn.y();
    bar.setValue(bar.value() - delta * 48 / 120);
    event->accept();
}

void LoomCanvas::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const QRect at = blockRect(d->selection.track, d->selection.cursor);
        Q_EMIT contextMenuRequested({Kind::Block, d->selection.track, d->selection.cursor},
                                    viewport()->mapToGlobal(at.center()));
        return;
    }
    const CanvasPlace place = d->layout.placeAt(event->pos());
    const bool chosen =
        place.kind == Kind::Block && place.track == d->selection.track && d->selection.contains(place.index);
    if (!chosen && place.kind != Kind::Nothing)
        d->press(place, event->pos(), Qt::NoModifier);
    d->start = {};
    Q_EMIT contextMenuRequested(place, event->globalPos());
}

void LoomCanvas::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() || event->mimeData()->hasText())
        event->acceptProposedAction();
}

void LoomCanvas::dragMoveEvent(QDragMoveEvent* event)
{
    event->acceptProposedAction();
}

void LoomCanvas::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    Q_EMIT dropped(event->mimeData()->urls(), event->mimeData()->text());
}

bool LoomCanvas::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString tip = d->dragging ? QString() : d->tipFor(d->layout.placeAt(help->pos()));
        if (tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), tip, viewport());
        return true;
    }
    if (event->type() == QEvent::Leave && !d->dragging) {
        const bool toCard = d->card.isVisible() && d->card.geometry().contains(mapFromGlobal(QCursor::pos()));
        d->cardTimer.stop();
        if (!toCard)
            d->card.hide();
        d->hover = {};
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace layerloom::widgets
