#include "app/document/edit_command.h"

namespace layerloom::app {

EditCommand::EditCommand(Document& document, Change change, const QString& text, quint64 gesture)
    : QUndoCommand(text)
    , m_document(document)
    , m_change(std::move(change))
    , m_gesture(gesture)
{}

void EditCommand::redo()
{
    m_change = m_document.apply(std::move(m_change));
}

void EditCommand::undo()
{
    m_change = m_document.apply(std::move(m_change));
}

int EditCommand::id() const
{
    return m_gesture == 0 ? -1 : 1;
}

bool EditCommand::mergeWith(const QUndoCommand* later)
{
    // QUndoStack merges only commands of equal id(), and only this class returns one.
    const auto& next = static_cast<const EditCommand&>(*later);
    if (next.m_gesture != m_gesture)
        return false;
    // Both hold inverses now: the later one is undone first.
    Change merged = next.m_change;
    merged.edits.insert(merged.edits.end(), m_change.edits.begin(), m_change.edits.end());
    if (m_change.settings)
        merged.settings = m_change.settings;
    if (m_change.pinned)
        merged.pinned = m_change.pinned;
    m_change = std::move(merged);
    setText(next.text());
    return true;
}

} // namespace layerloom::app
