#include "widgets/canvas/caret_keys.h"

#include <QCoreApplication>
#include <QKeyEvent>

#include <algorithm>

namespace layerloom::widgets {

namespace {

constexpr int kPageLayers = 8;

constexpr CaretKey kKeys[] = {
    {Qt::Key_Left, QT_TRANSLATE_NOOP("Actions", "One layer to the input side"), CaretStep::Layer, -1},
    {Qt::Key_Right, QT_TRANSLATE_NOOP("Actions", "One layer to the output side"), CaretStep::Layer, 1},
    {Qt::CTRL | Qt::Key_Left, QT_TRANSLATE_NOOP("Actions", "To the previous seam"), CaretStep::Seam, -1},
    {Qt::CTRL | Qt::Key_Right, QT_TRANSLATE_NOOP("Actions", "To the next seam"), CaretStep::Seam, 1},
    {Qt::Key_PageUp, QT_TRANSLATE_NOOP("Actions", "8 layers to the input side"), CaretStep::Page, -1},
    {Qt::Key_PageDown, QT_TRANSLATE_NOOP("Actions", "8 layers to the output side"), CaretStep::Page, 1},
    {Qt::Key_Home, QT_TRANSLATE_NOOP("Actions", "To the first layer"), CaretStep::End, -1},
    {Qt::Key_End, QT_TRANSLATE_NOOP("Actions", "Behind the last layer"), CaretStep::End, 1},
    {Qt::Key_Up, QT_TRANSLATE_NOOP("Actions", "To the track above"), CaretStep::Track, -1},
    {Qt::Key_Down, QT_TRANSLATE_NOOP("Actions", "To the track below"), CaretStep::Track, 1},
    {Qt::CTRL | Qt::Key_Up, QT_TRANSLATE_NOOP("Actions", "Scroll up"), CaretStep::Scroll, -1},
    {Qt::CTRL | Qt::Key_Down, QT_TRANSLATE_NOOP("Actions", "Scroll down"), CaretStep::Scroll, 1},
};

// Ctrl makes no difference to a key that has no row with Ctrl.
const CaretKey* findCaretKey(Qt::Key key, Qt::KeyboardModifiers control)
{
    for (const Qt::KeyboardModifiers wanted : {control, Qt::KeyboardModifiers()}) {
        const auto* row = std::ranges::find(kKeys, QKeyCombination(wanted, key), &CaretKey::keys);
        if (row != std::end(kKeys))
            return row;
    }
    return nullptr;
}

} // namespace

CaretKeys::CaretKeys(const CanvasContent& content, CanvasSelection& selection, CanvasViewport& viewport)
    : m_content(content)
    , m_selection(selection)
    , m_viewport(viewport)
{}

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

int CaretKeys::target(const CaretKey& key, bool extend) const
{
    const int from = extend ? m_selection.head() : m_selection.value().cursor;
    switch (key.step) {
    case CaretStep::Seam:
        return seamBeside(from, key.direction);
    case CaretStep::Page:
        return from + key.direction * kPageLayers;
    case CaretStep::End:
        return key.direction < 0 ? 0 : trackLength(*m_content.stack, m_selection.value().track);
    default:
        return from + key.direction;
    }
}

void CaretKeys::run(const CaretKey& key, bool extend)
{
    if (key.step == CaretStep::Track)
        return m_selection.changeTrack(key.direction);
    if (key.step == CaretStep::Scroll)
        return m_viewport.scrollVertically(key.direction);
    m_selection.moveCursor(target(key, extend), extend);
    m_viewport.scrollIntoView(m_selection.value().cursor);
}

bool CaretKeys::handle(const QKeyEvent& event)
{
    const Qt::KeyboardModifiers modifiers = event.modifiers();
    const CaretKey* key = findCaretKey(Qt::Key(event.key()), modifiers & Qt::ControlModifier);
    if (!key || (modifiers & Qt::AltModifier))
        return false;
    run(*key, modifiers & Qt::ShiftModifier);
    return true;
}

std::span<const CaretKey> caretKeys()
{
    return kKeys;
}

} // namespace layerloom::widgets
