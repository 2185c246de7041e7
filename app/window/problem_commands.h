#pragma once

#include "app/document/workspace.h"
#include "core/stack/problems.h"

#include <QObject>

namespace layerloom::widgets {
class LoomCanvas;
}

namespace layerloom::app {

class EditCommands;
class FileCommands;

/// Shows where a problem lies, and asks what a fix must know before it can be made.
class ProblemCommands : public QObject {
    Q_OBJECT

public:
    ProblemCommands(Workspace& workspace, widgets::LoomCanvas& canvas, FileCommands& files,
                    EditCommands& edits, QObject* parent);

    void show(const core::Problem& problem);
    /// A fix that has no edits of its own: finds a folder, reads again, or offers the sources.
    void help(const core::Problem& problem, const QString& fixLabel);

private:
    void showFolder(core::SourceIndex source);

    Workspace& m_workspace;
    widgets::LoomCanvas& m_canvas;
    FileCommands& m_files;
    EditCommands& m_edits;
};

} // namespace layerloom::app
