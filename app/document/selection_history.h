#pragma once

#include "app/document/document.h"
#include "app/document/shared_selection.h"

#include <QObject>

#include <vector>

namespace layerloom::app {

/// Brings the selection and the caret back with each undo step: as they were before it on undo, after it on redo.
class SelectionHistory : public QObject {
    Q_OBJECT

public:
    SelectionHistory(Document& document, SharedSelection& selection, QObject* parent);

private:
    struct Step {
        const QUndoCommand* command = nullptr;
        widgets::Selection before;
        widgets::Selection after;
    };

    void followHistory(int index);
    void addStep(int index);
    void keepAfter(int index);
    void show(const widgets::Selection& selection);

    Document& m_document;
    SharedSelection& m_selection;
    std::vector<Step> m_steps; ///< of the commands of the undo stack
    widgets::Selection m_before; ///< before the last step or undo
    int m_index = 0;
};

} // namespace layerloom::app
