#include "widgets/canvas/canvas_mouse.h"

#include "widgets/canvas/canvas_parts.h"
#include "widgets/canvas/loom_canvas.h"

#include <QContextMenuEvent>
#include <QMouseEvent>

namespace layerloom::widgets {

bool CanvasMouse::interruptsTrial()
{
    if (!m_parts.content.hasTrial())
        return false;
    Q_EMIT m_canvas.trialInterrupted();
    return true;
}

void CanvasMouse::press(const QMouseEvent& event)
{
    m_parts.hover.cancelCard();
    m_skipsMenu = false;
    if (event.button() == Qt::RightButton)
        pressRight();
    else if (m_held != event.button() && (event.buttons() & m_held))
        return;
    else if (event.button() == Qt::MiddleButton)
        pressMiddle(event);
    else if (event.button() == Qt::LeftButton && !m_parts.content.isBlank() && !interruptsTrial())
        pressLeft(event);
}

void CanvasMouse::pressRight()
{
    m_skipsMenu = m_parts.drag.isDragging();
    if (m_skipsMenu)
        m_parts.drag.cancel();
}

// Window managers take Alt+drag, so the middle button slips as well.
void CanvasMouse::pressMiddle(const QMouseEvent& event)
{
    m_held = Qt::MiddleButton;
    const CanvasHit hit = m_canvas.hitAt(event.pos());
    if (hit.isSlice() && !m_parts.content.hasTrial())
        m_parts.drag.press(hit, event.position(), Qt::AltModifier);
    else
        m_parts.drag.pan(event.position());
}

void CanvasMouse::pressLeft(const QMouseEvent& event)
{
    m_held = Qt::LeftButton;
    m_parts.hover.card().hide();
    m_parts.drag.press(m_canvas.hitAt(event.pos()), event.position(), event.modifiers());
}

void CanvasMouse::move(const QMouseEvent& event)
{
    if (event.buttons() & (Qt::LeftButton | Qt::MiddleButton))
        m_parts.drag.moveTo(event.position(), event.modifiers());
    else if (!m_parts.drag.isDragging() && !m_parts.content.hasTrial())
        m_parts.hover.moveTo(event.position());
}

void CanvasMouse::release(const QMouseEvent& event)
{
    if (m_held == Qt::NoButton || event.button() != m_held)
        return;
    m_held = Qt::NoButton;
    const bool wasPanning = m_parts.drag.isPanning();
    m_parts.drag.release(event.position(), event.modifiers());
    if (!wasPanning)
        m_parts.hover.moveTo(event.position());
}

void CanvasMouse::doubleClick(const QMouseEvent& event)
{
    if (event.button() != Qt::LeftButton || m_parts.content.hasTrial())
        return;
    const CanvasHit hit = m_canvas.hitAt(event.pos());
    if (hit.kind == CanvasHit::Kind::Block) {
        m_parts.selection.selectBlock(hit.track, hit.index);
        m_parts.selection.selectSliceAtCursor();
    } else if (hit.isSlice()) {
        m_parts.selection.selectSlice(hit.index);
        m_canvas.editRangeInPlace();
    } else if (hit.kind == CanvasHit::Kind::Interlock) {
        m_parts.drag.press(hit, event.position(), Qt::NoModifier);
        m_parts.drag.forgetPress();
        Q_EMIT m_canvas.interlockActivated();
    }
}

void CanvasMouse::openMenu(const QContextMenuEvent& event)
{
    if (event.reason() == QContextMenuEvent::Keyboard)
        return openMenuAtCursor();
    if (m_skipsMenu || interruptsTrial())
        return;
    const Selection& selected = m_canvas.selection();
    const CanvasHit hit = m_canvas.hitAt(event.pos());
    const bool isSelected =
        hit.kind == CanvasHit::Kind::Block && hit.track == selected.track && selected.contains(hit.index);
    if (!isSelected && hit.kind != CanvasHit::Kind::Nothing)
        m_parts.drag.press(hit, event.pos(), Qt::NoModifier);
    m_parts.drag.forgetPress();
    Q_EMIT m_canvas.contextMenuRequested(hit, event.globalPos());
}

void CanvasMouse::openMenuAtCursor()
{
    const Selection& selected = m_canvas.selection();
    const QPoint middle = m_canvas.blockRect(selected.track, selected.cursor).center();
    Q_EMIT m_canvas.contextMenuRequested({CanvasHit::Kind::Block, selected.track, selected.cursor},
                                         m_canvas.viewport()->mapToGlobal(middle));
}

} // namespace layerloom::widgets
