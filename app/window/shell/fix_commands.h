#pragma once

#include "app/workspace/workspace.h"
#include "core/checks/problem.h"

#include <QObject>

class QWidget;

namespace layerloom::app {

class FileCommands;

/// Applies the fixes of problems, by the type of their action.
class FixCommands : public QObject {
    Q_OBJECT

public:
    FixCommands(Workspace& workspace, FileCommands& files, QWidget& window);

    /// Applies the fix; asks first for a folder or a source when the action needs one.
    void apply(const core::Problem& problem, const core::Fix& fix);

Q_SIGNALS:
    /// The fix changes the destination of a merge, which only the merge dialog knows.
    void mergeDialogRequested();

private:
    void applyEdits(const core::ApplyEdits& action);
    void rescan(core::SourceIndex source);
    void convertTo(core::FloatType type, const QString& step);
    void replaceSource(const core::Problem& problem);
    void takeLayersFrom(const core::Problem& problem, const core::Source& source);

    Workspace& m_workspace;
    FileCommands& m_files;
    QWidget& m_window;
};

} // namespace layerloom::app
