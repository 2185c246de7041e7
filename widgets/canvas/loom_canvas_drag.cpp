#include "widgets/canvas/loom_canvas_p.h"

#include <QApplication>
#include <QScrollBar>

namespace layerloom::widgets {

namespace {

using Kind = CanvasHit::Kind;

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

} // namespace

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

void LoomCanvas::Private::updateHover(QPointF position)
{
    const CanvasHit place = hitTest(layout, position);
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
    card.showSeam({*stack, *preview, measured.get()}, seam,
                  layout.seams()[static_cast<std::size_t>(seam)].rect.toRect());
}

} // namespace layerloom::widgets
