#include "app/window/problem_commands.h"

#include "app/window/edit_commands.h"
#include "app/window/file_commands.h"
#include "widgets/loom_canvas.h"

#include <QCursor>
#include <QDesktopServices>
#include <QUrl>

namespace layerloom::app {

ProblemCommands::ProblemCommands(Workspace& workspace, widgets::LoomCanvas& canvas, FileCommands& files,
                                 EditCommands& edits, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_canvas(canvas)
    , m_files(files)
    , m_edits(edits)
{}

void ProblemCommands::show(const core::Problem& problem)
{
    widgets::Selection selection;
    if (problem.begin < problem.end)
        selection = widgets::selectionOf(static_cast<int>(problem.begin), static_cast<int>(problem.end));
    selection.part = problem.part;
    m_canvas.setSelection(selection);
    if (problem.begin < problem.end)
        m_canvas.scrollToBlock(static_cast<int>(problem.begin));
}

void ProblemCommands::help(const core::Problem& problem, const QString& fixLabel)
{
    const bool folder = fixLabel.contains(QLatin1String("folder"), Qt::CaseInsensitive);
    if (problem.source && fixLabel.startsWith(QLatin1String("Locate"))) {
        m_files.locate(*problem.source);
    } else if (problem.source && fixLabel.startsWith(QLatin1String("Rescan"))) {
        const auto& source = m_workspace.document().stack().setup.sources[*problem.source];
        m_workspace.library().rescan(m_workspace.library().rowOf(QString::fromStdString(source.path)));
    } else if (problem.source && folder) {
        showFolder(*problem.source);
    } else if (problem.part) {
        m_edits.showPartMenu(*problem.part, QCursor::pos());
    } else {
        show(problem);
    }
}

void ProblemCommands::showFolder(core::SourceIndex source)
{
    const QString path = QString::fromStdString(m_workspace.document().stack().setup.sources[source].path);
    QDesktopServices::openUrl(QUrl::fromLocalFile(path));
}

} // namespace layerloom::app
