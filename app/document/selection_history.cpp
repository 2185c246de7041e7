#include "app/document/selection_history.h"

#include <QTimer>

#include <utility>

namespace layerloom::app {

SelectionHistory::SelectionHistory(Document& document, SharedSelection& selection, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_selection(selection)
{
    connect(&document, &Document::aboutToChange, this, [this] { m_before = m_selection.value(); });
    connect(&document.undoStack(), &QUndoStack::indexChanged, this, &SelectionHistory::followHistory);
}

void SelectionHistory::followHistory(int index)
{
    const auto place = static_cast<std::size_t>(index);
    const int before = std::exchange(m_index, index);
    const QUndoStack& history = m_document.undoStack();
    if (history.count() == 0)
        m_steps.clear();
    else if (index < before && place < m_steps.size())
        show(m_steps[place].before);
    else if (index > before && place <= m_steps.size()
             && m_steps[place - 1].command == history.command(index - 1))
        show(m_steps[place - 1].after);
    else if (index > before)
        addStep(index);
    else if (index == before && index > 0)
        keepAfter(index);
}

void SelectionHistory::addStep(int index)
{
    m_steps.resize(static_cast<std::size_t>(index) - 1);
    m_steps.push_back({m_document.undoStack().command(index - 1), m_before, m_selection.value()});
    keepAfter(index);
}

// Whoever made the edit selects what it made once the edit is done.
void SelectionHistory::keepAfter(int index)
{
    QTimer::singleShot(0, this, [this, index] {
        const auto place = static_cast<std::size_t>(index);
        if (m_index == index && place <= m_steps.size())
            m_steps[place - 1].after = m_selection.value();
    });
}

void SelectionHistory::show(const widgets::Selection& selection)
{
    m_selection.set(widgets::clamped(selection, m_document.stack()));
}

} // namespace layerloom::app
