#include "widgets/canvas/loom_canvas_p.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollBar>

#include <algorithm>
#include <array>

namespace layerloom::widgets {

namespace {

constexpr int kPage = 8;

bool isModifier(int key)
{
    return key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt || key == Qt::Key_Meta;
}

/// What a key does while Ctrl is held.
struct ControlKey {
    int key;
    void (*act)(LoomCanvas& canvas, bool shift);
};

constexpr std::array<ControlKey, 11> kControlKeys {{
    {Qt::Key_A, [](LoomCanvas& canvas, bool shift) { shift ? canvas.selectNone() : canvas.selectAll(); }},
    {Qt::Key_C, [](LoomCanvas& canvas, bool) { canvas.copySelection(); }},
    {Qt::Key_X, [](LoomCanvas& canvas, bool) { canvas.cutSelection(); }},
    {Qt::Key_V, [](LoomCanvas& canvas, bool) { canvas.paste(); }},
    {Qt::Key_D, [](LoomCanvas& canvas, bool) { canvas.duplicateSelection(); }},
    {Qt::Key_Plus, [](LoomCanvas& canvas, bool) { canvas.zoomIn(); }},
    {Qt::Key_Equal, [](LoomCanvas& canvas, bool) { canvas.zoomIn(); }},
    {Qt::Key_Minus, [](LoomCanvas& canvas, bool) { canvas.zoomOut(); }},
    {Qt::Key_0, [](LoomCanvas& canvas, bool) { canvas.setPixelsPerLayer(24); }},
    {Qt::Key_9, [](LoomCanvas& canvas, bool) { canvas.zoomFit(); }},
    {Qt::Key_8, [](LoomCanvas& canvas, bool) { canvas.zoomToSelection(); }},
}};

} // namespace

// As in a text: a plain move drops the selection, Shift extends it from where it began.
void LoomCanvas::Private::moveCursor(int target, bool extend)
{
    const int length = trackLength(*stack, selection.track);
    target = std::clamp(target, 0, length);
    Selection next = selection;
    next.seam.reset();
    next.part.reset();
    next.ranges.clear();
    head = target;
    if (!extend)
        anchor = target;
    else if (anchor != head)
        next.ranges = {{std::min(anchor, head), std::max(anchor, head)}};
    next.cursor = target;
    if (next.track == kOutputTrack)
        next.caret = target;
    changeSelection(next);
    scrollIntoView(target);
}

int LoomCanvas::Private::seamBeside(int from, int direction) const
{
    const int length = trackLength(*stack, selection.track);
    if (selection.track != kOutputTrack)
        return direction < 0 ? 0 : length;
    int found = direction < 0 ? 0 : length;
    for (const core::Seam& seam : preview->seams) {
        const int at = static_cast<int>(seam.at);
        if (direction < 0 && at < from)
            found = at;
        if (direction > 0 && at > from)
            return at;
    }
    return found;
}

void LoomCanvas::Private::changeTrack(int direction)
{
    const int tracks = static_cast<int>(stack->setup.sources.size());
    // From top to bottom: the sources, then the output.
    const int row = selection.track == kOutputTrack ? tracks : selection.track;
    const int next = std::clamp(row + direction, 0, tracks);
    Selection changed = selection;
    changed.track = next == tracks ? kOutputTrack : next;
    if (changed.track == selection.track)
        return;
    changed.ranges.clear();
    changed.seam.reset();
    changed.part.reset();
    changed.cursor = changed.track == kOutputTrack ? changed.caret : 0;
    anchor = head = changed.cursor;
    changeSelection(changed);
}

bool LoomCanvas::Private::keyMoves(const QKeyEvent& event)
{
    const bool extend = event.modifiers() & Qt::ShiftModifier;
    const bool seams = event.modifiers() & Qt::ControlModifier;
    // An extended selection moves its loose end.
    const int from = extend ? head : selection.cursor;
    switch (event.key()) {
    case Qt::Key_Left:
        moveCursor(seams ? seamBeside(from, -1) : from - 1, extend);
        return true;
    case Qt::Key_Right:
        moveCursor(seams ? seamBeside(from, 1) : from + 1, extend);
        return true;
    case Qt::Key_PageUp:
        moveCursor(from - kPage, extend);
        return true;
    case Qt::Key_PageDown:
        moveCursor(from + kPage, extend);
        return true;
    case Qt::Key_Home:
        moveCursor(0, extend);
        return true;
    case Qt::Key_End:
        moveCursor(trackLength(*stack, selection.track), extend);
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const int direction = event.key() == Qt::Key_Up ? -1 : 1;
        if (seams)
            q.verticalScrollBar()->setValue(q.verticalScrollBar()->value() + direction * 24);
        else
            changeTrack(direction);
        return true;
    }
    default:
        return false;
    }
}

bool LoomCanvas::Private::keyAlt(const QKeyEvent& event)
{
    const bool shift = event.modifiers() & Qt::ShiftModifier;
    switch (event.key()) {
    case Qt::Key_Left:
        shift ? q.moveSelectionPastSlice(-1) : q.moveSelection(-1);
        return true;
    case Qt::Key_Right:
        shift ? q.moveSelectionPastSlice(1) : q.moveSelection(1);
        return true;
    case Qt::Key_Home:
        q.moveSelectionToEnd(-1);
        return true;
    case Qt::Key_End:
        q.moveSelectionToEnd(1);
        return true;
    case Qt::Key_Comma:
        q.slipSelection(-1);
        return true;
    case Qt::Key_Period:
        q.slipSelection(1);
        return true;
    default:
        return false;
    }
}

bool LoomCanvas::Private::keySelects(const QKeyEvent& event)
{
    const bool shift = event.modifiers() & Qt::ShiftModifier;
    const bool control = event.modifiers() & Qt::ControlModifier;
    if (event.key() == Qt::Key_Space) {
        control&& shift ? q.selectSlice() : q.toggleCurrent();
        return true;
    }
    const auto found = std::find_if(kControlKeys.begin(), kControlKeys.end(),
                                    [&](const ControlKey& entry) { return entry.key == event.key(); });
    if (!control || found == kControlKeys.end())
        return false;
    found->act(q, shift);
    return true;
}

bool LoomCanvas::Private::keyEdits(const QKeyEvent& event)
{
    const bool shift = event.modifiers() & Qt::ShiftModifier;
    switch (event.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        shift ? q.replaceWithSelection() : q.insertSelection();
        return true;
    case Qt::Key_Backspace:
        if (selection.isEmpty() && selection.track == kOutputTrack && selection.caret > 0)
            moveCursor(selection.caret - 1, false);
        else if (selection.isEmpty())
            return true;
        q.removeSelection();
        return true;
    case Qt::Key_Delete:
        q.removeSelection();
        return true;
    case Qt::Key_S:
        q.splitAtCaret();
        return true;
    case Qt::Key_J:
        q.joinAtCaret();
        return true;
    case Qt::Key_Comma:
        q.rollSeam(-1);
        return true;
    case Qt::Key_Period:
        q.rollSeam(1);
        return true;
    case Qt::Key_F2:
        q.editRangeInPlace();
        return true;
    case Qt::Key_F1:
        shift ? q.showSeamCard() : void();
        return shift;
    default:
        return false;
    }
}

bool LoomCanvas::event(QEvent* event)
{
    // A drag in progress owns the keyboard: Esc cancels it before any menu sees it.
    if (event->type() == QEvent::ShortcutOverride && m_d->dragging) {
        event->accept();
        return true;
    }
    return QAbstractScrollArea::event(event);
}

bool LoomCanvas::eventFilter(QObject* object, QEvent* event)
{
    const bool escape =
        event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape;
    if (object != m_d->rangeEdit || !escape)
        return QAbstractScrollArea::eventFilter(object, event);
    m_d->closeRangeEdit();
    return true;
}

void LoomCanvas::keyPressEvent(QKeyEvent* event)
{
    if (m_d->dragging) {
        if (event->key() == Qt::Key_Escape)
            m_d->cancelDrag();
        else if (isModifier(event->key()) && m_d->outcome.title.size() > 0)
            m_d->updateOutcome(event->modifiers());
        return;
    }
    if (event->key() == Qt::Key_Escape) {
        if (m_d->card.isVisible())
            m_d->card.hide();
        else
            Q_EMIT escapePressed();
        return;
    }
    const bool alt = event->modifiers() & Qt::AltModifier;
    const bool control = event->modifiers() & Qt::ControlModifier;
    const bool handled = alt
        ? m_d->keyAlt(*event)
        : m_d->keyMoves(*event) || m_d->keySelects(*event) || (!control && m_d->keyEdits(*event));
    if (!handled)
        event->ignore();
}

void LoomCanvas::keyReleaseEvent(QKeyEvent* event)
{
    if (m_d->dragging && isModifier(event->key()) && m_d->outcome.title.size() > 0)
        m_d->updateOutcome(event->modifiers());
    else
        QAbstractScrollArea::keyReleaseEvent(event);
}

void LoomCanvas::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void LoomCanvas::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    if (!m_d->card.isAncestorOf(QApplication::focusWidget()))
        m_d->card.hide();
    viewport()->update();
}

} // namespace layerloom::widgets
