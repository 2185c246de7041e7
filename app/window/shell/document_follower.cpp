#include "app/window/shell/document_follower.h"

#include "app/window/lists/jobs_view.h"
#include "app/window/lists/problems_view.h"
#include "app/window/recipe/recipe_panel.h"
#include "app/window/shell/analysis_views.h"
#include "app/window/shell/availability.h"
#include "app/window/shell/centre.h"
#include "app/window/shell/main_tool_bar.h"
#include "app/window/shell/panels.h"
#include "app/window/shell/status_bar.h"
#include "widgets/canvas/loom_canvas.h"
#include "widgets/controls/distance_panel.h"
#include "widgets/controls/message_bar.h"

#include <QAction>

#include <algorithm>

namespace layerloom::app {

DocumentFollower::DocumentFollower(const Subjects& subjects, const Views& views)
    : QObject(&views.window)
    , m_subjects(subjects)
    , m_views(views)
{
    connectDocument();
    connectQueue();
    connect(&m_views.canvas, &widgets::LoomCanvas::selectionChanged, this,
            &DocumentFollower::followSelection);
    connect(&m_subjects.selection, &SharedSelection::changed, this,
            [this] { m_views.canvas.setSelection(m_subjects.selection.value()); });
    connect(m_views.panels.widgets().recipe, &RecipePanel::validityChanged, this,
            &DocumentFollower::updateAvailable);
    followDocument();
}

void DocumentFollower::connectDocument()
{
    connect(&document(), &Document::changed, this, &DocumentFollower::followDocument);
    connect(&document(), &Document::stateChanged, this, &DocumentFollower::showTitle);
    connect(&m_subjects.workspace, &Workspace::busyChanged, this, &DocumentFollower::followSelection);
    QUndoStack& history = document().undoStack();
    connect(&history, &QUndoStack::undoTextChanged, this, &DocumentFollower::showHistory);
    connect(&history, &QUndoStack::redoTextChanged, this, &DocumentFollower::showHistory);
    ProblemsView* problems = m_views.panels.widgets().problems;
    connect(problems, &ProblemsView::titleChanged, this,
            [this, problems] { m_views.panels.setTitle(PanelId::Problems, problems->title()); });
}

void DocumentFollower::connectQueue()
{
    for (const auto signal : {&MergeQueue::added, &MergeQueue::removed, &MergeQueue::finished})
        connect(&m_subjects.queue, signal, this, &DocumentFollower::updateAvailable);
    connect(&m_subjects.measuring, &EngineQueue::started, this, &DocumentFollower::updateAvailable);
    connect(&m_subjects.measuring, &EngineQueue::idle, this, &DocumentFollower::updateAvailable);
    JobsView* jobs = m_views.panels.widgets().jobs;
    connect(jobs, &JobsView::titleChanged, this, [this, jobs] {
        m_views.panels.setTitle(PanelId::Jobs, jobs->title());
        showTitle();
    });
}

void DocumentFollower::followDocument()
{
    m_views.centre.show();
    m_views.statusBar.setZoomShown(!document().isEmpty());
    m_views.panels.widgets().map->setStack(document().snapshot(), document().preview());
    m_views.measuring.refresh();
    m_views.toolBar.showObstacle(mergeObstacle(document()));
    followSelection();
    showTitle();
}

void DocumentFollower::followSelection()
{
    const widgets::Selection& selection = m_views.canvas.selection();
    m_subjects.selection.set(selection);
    const QString busy = m_subjects.workspace.busyText();
    const QString selected = widgets::describeSelection(document().stack(), *document().preview(), selection);
    m_views.statusBar.showText(busy.isEmpty() ? selected : busy);
    updateAvailable();
}

void DocumentFollower::showTitle()
{
    const MergeJob* job = m_subjects.queue.running();
    const QString title = tr("%1[*] — Layerloom").arg(document().title());
    m_views.window.setWindowTitle(
        job ? tr("[%1 %] %2").arg(static_cast<int>(job->meter.share() * 100)).arg(title) : title);
    m_views.window.setWindowModified(document().isModified());
    m_views.centre.messageBar().reconsider();
}

void DocumentFollower::showHistory()
{
    const QUndoStack& history = document().undoStack();
    showHistoryStep("edit.undo", tr("&Undo %1").arg(history.undoText()));
    showHistoryStep("edit.redo", tr("&Redo %1").arg(history.redoText()));
    // Document::changed arrives before the undo stack knows what can be undone.
    updateAvailable();
}

void DocumentFollower::showHistoryStep(const char* id, const QString& text) const
{
    QAction* action = m_views.actions.action(id);
    action->setText(text.trimmed());
    action->setToolTip(toolTipFor(*action));
}

void DocumentFollower::updateAvailable()
{
    Need there = whatThereIs(document(), m_views.canvas);
    if (m_subjects.queue.isBusy())
        there = there | Need::Job;
    if (std::ranges::any_of(m_subjects.queue.jobs(),
                            [](const MergeJob& job) { return isFinished(job.state); }))
        there = there | Need::FinishedJob;
    if (m_subjects.measuring.isBusy())
        there = there | Need::Measuring;
    if (m_views.panels.widgets().recipe->isValid())
        there = there | Need::Recipe;
    m_views.actions.setAvailable(there);
    m_views.toolBar.setMergeEnabled(holds(there, Need::Mergeable));
}

} // namespace layerloom::app
