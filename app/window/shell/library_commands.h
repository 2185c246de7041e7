#pragma once

#include "app/workspace/workspace.h"

#include <QObject>
#include <QPoint>

class QMenu;
class QWidget;

namespace layerloom::app {

class EditCommands;
class FileCommands;

/// The commands for rows of the model library.
class LibraryCommands : public QObject {
    Q_OBJECT

public:
    LibraryCommands(Workspace& workspace, FileCommands& files, EditCommands& edits, QWidget& window);

    void showMenu(int row, QPoint globalPosition);
    /// Inserts all layers of the row after the caret.
    void insertLayers(int row);
    void rescanAll();

private:
    /// Adds the stacks of an encoder-decoder model to choose from.
    void addStackChoice(QMenu& menu, int row);

    Workspace& m_workspace;
    FileCommands& m_files;
    EditCommands& m_edits;
    QWidget& m_window;
};

} // namespace layerloom::app
