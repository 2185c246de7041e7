#pragma once

#include "app/document/document.h"

#include <QUndoCommand>

namespace layerloom::app {

/// The only undo command: holds a change and swaps it with its inverse on each redo and undo.
class EditCommand : public QUndoCommand {
public:
    EditCommand(Document& document, Change change, const QString& text, quint64 gesture);

    void redo() override;
    void undo() override;
    int id() const override;
    bool mergeWith(const QUndoCommand* later) override;

private:
    Document& m_document;
    Change m_change;
    quint64 m_gesture;
};

} // namespace layerloom::app
