#include "widgets/canvas/canvas_tips.h"
#include "widgets/canvas/loom_canvas_p.h"

#include <QContextMenuEvent>
#include <QDragEnterEvent>
#include <QHelpEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

namespace layerloom::widgets {

namespace {

using Kind = CanvasHit::Kind;

} // namespace

void LoomCanvas::mousePressEvent(QMouseEvent* event)
{
    m_d->cardTimer.stop();
    if (m_d->dragging && event->button() == Qt::RightButton) {
        m_d->cancelDrag();
        return;
    }
    if (event->button() == Qt::MiddleButton) {
        m_d->start = {};
        m_d->start.kind = DragKind::Pan;
        m_d->start.position = event->position();
        m_d->panScroll = QPointF(horizontalScrollBar()->value(), verticalScrollBar()->value());
        viewport()->setCursor(Qt::ClosedHandCursor);
        return;
    }
    if (event->button() != Qt::LeftButton || m_d->isBlank())
        return;
    m_d->card.hide();
    m_d->pointer = event->position();
    m_d->press(hitTest(m_d->layout, event->position()), event->position(), event->modifiers());
}

void LoomCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & (Qt::LeftButton | Qt::MiddleButton))
        m_d->dragTo(event->position(), event->modifiers());
    else if (!m_d->dragging)
        m_d->updateHover(event->position());
}

void LoomCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::MiddleButton && m_d->start.kind == DragKind::Pan) {
        m_d->endDrag();
        return;
    }
    if (event->button() != Qt::LeftButton)
        return;
    if (!m_d->dragging) {
        m_d->click(m_d->start.place, event->modifiers());
        m_d->endDrag();
    } else if (selects(m_d->start.kind)) {
        m_d->endDrag();
    } else {
        // The keys held at the drop decide, not those of the last move.
        m_d->pointer = event->position();
        m_d->updateOutcome(event->modifiers());
        m_d->drop();
    }
    m_d->updateHover(event->position());
}

void LoomCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const CanvasHit place = hitTest(m_d->layout, event->position());
    if (place.kind == Kind::Block) {
        m_d->selectBlock(place.track, place.index);
        selectSlice();
    } else if (place.isSlice()) {
        m_d->pressSlice(place.index, Qt::NoModifier);
        editRangeInPlace();
    }
}

void LoomCanvas::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const QRect at = blockRect(m_d->selection.track, m_d->selection.cursor);
        Q_EMIT contextMenuRequested({Kind::Block, m_d->selection.track, m_d->selection.cursor},
                                    viewport()->mapToGlobal(at.center()));
        return;
    }
    const CanvasHit place = hitTest(m_d->layout, event->pos());
    const bool chosen = place.kind == Kind::Block && place.track == m_d->selection.track
        && m_d->selection.contains(place.index);
    if (!chosen && place.kind != Kind::Nothing)
        m_d->press(place, event->pos(), Qt::NoModifier);
    m_d->start = {};
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
        const QString tip = m_d->dragging
            ? QString()
            : tipFor({*m_d->stack, *m_d->preview, m_d->measured.get()}, hitTest(m_d->layout, help->pos()));
        if (tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), tip, viewport());
        return true;
    }
    if (event->type() == QEvent::Leave && !m_d->dragging) {
        const bool toCard =
            m_d->card.isVisible() && m_d->card.geometry().contains(mapFromGlobal(QCursor::pos()));
        m_d->cardTimer.stop();
        if (!toCard)
            m_d->card.hide();
        m_d->hover = {};
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace layerloom::widgets
