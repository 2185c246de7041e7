#pragma once

class QUndoStack;
class QUndoView;
class QWidget;

namespace layerloom::app {

/// The undo steps, with the saved one marked. A click on a step undoes or redoes to it.
QUndoView* newHistoryView(QUndoStack& undoStack, QWidget* parent);

} // namespace layerloom::app
