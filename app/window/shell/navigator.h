#pragma once

#include "app/workspace/workspace.h"
#include "core/checks/problems.h"

#include <QObject>

namespace layerloom::widgets {
class LoomCanvas;
}

namespace layerloom::app {

class EditCommands;
class FileCommands;

/// Shows places of the output on the canvas, and asks what a fix must know before it can be made.
class Navigator : public QObject {
    Q_OBJECT

public:
    Navigator(Workspace& workspace, widgets::LoomCanvas& canvas, FileCommands& files, EditCommands& edits,
              QObject* parent);

    void showProblem(const core::Problem& problem);
    /// A fix that has no edits of its own: finds a folder, reads again, or offers the sources.
    void helpWith(const core::Problem& problem, const core::Fix& fix);
    void showLongestSeam();
    /// The place where layer `to` runs after layer `from`; a seam before others.
    void showPair(int from, int to);

private:
    void showSeam(const core::Seam& seam);
    void convertAll(core::FloatType type, const QString& step);

    Workspace& m_workspace;
    widgets::LoomCanvas& m_canvas;
    FileCommands& m_files;
    EditCommands& m_edits;
};

} // namespace layerloom::app
