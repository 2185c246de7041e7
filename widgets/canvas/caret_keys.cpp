#include "widgets/canvas/caret_keys.h"

#include <QKeyEvent>

namespace layerloom::widgets {

namespace {

constexpr int kPageLayers = 8;

} // namespace

CaretKeys::CaretKeys(const CanvasContent& content, CanvasSelection& selection, CanvasViewport& viewport)
    : m_content(content)
    , m_selection(selection)
    , m_viewport(viewport)
{}

void CaretKeys::move(int target, bool extend)
{
    m_selection.moveCursor(target, extend);
    m_viewport.scrollIntoView(m_selection.value().cursor);
}

int CaretKeys::seamBeside(int from, int direction) const
{
    const int length = trackLength(*m_content.stack, m_selection.value().track);
    int beside = direction < 0 ? 0 : length;
    if (m_selection.value().track != kOutputTrack)
        return beside;
    for (const core::Seam& seam : m_content.preview->seams) {
        const int at = static_cast<int>(seam.at);
        if (direction < 0 && at < from)
            beside = at;
        if (direction > 0 && at > from)
            return at;
    }
    return beside;
}

bool CaretKeys::handle(const QKeyEvent& event)
{
    if (event.modifiers() & Qt::AltModifier)
        return false;
    const bool extend = event.modifiers() & Qt::ShiftModifier;
    const bool control = event.modifiers() & Qt::ControlModifier;
    const int from = extend ? m_selection.head() : m_selection.value().cursor;
    switch (event.key()) {
    case Qt::Key_Left:
        move(control ? seamBeside(from, -1) : from - 1, extend);
        return true;
    case Qt::Key_Right:
        move(control ? seamBeside(from, 1) : from + 1, extend);
        return true;
    case Qt::Key_PageUp:
        move(from - kPageLayers, extend);
        return true;
    case Qt::Key_PageDown:
        move(from + kPageLayers, extend);
        return true;
    case Qt::Key_Home:
        move(0, extend);
        return true;
    case Qt::Key_End:
        move(trackLength(*m_content.stack, m_selection.value().track), extend);
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const int direction = event.key() == Qt::Key_Up ? -1 : 1;
        control ? m_viewport.scrollVertically(direction) : m_selection.changeTrack(direction);
        return true;
    }
    default:
        return false;
    }
}

} // namespace layerloom::widgets
