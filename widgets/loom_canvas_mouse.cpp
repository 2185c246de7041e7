#include "widgets/loom_canvas_p.h"

#include <QContextMenuEvent>
#include <QDragEnterEvent>
#include <QHelpEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

namespace layerloom::widgets {

namespace {

using Kind = CanvasPlace::Kind;

} // namespace

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
