#pragma once

class QUndoStack;
class QUndoView;
class QWidget;

namespace layerloom::app {

/// Every step that was made, the saved one marked; a click travels there.
QUndoView* newHistoryView(QUndoStack& undoStack, QWidget* parent);

} // namespace layerloom::app
