#include "app/window/library/library_panel.h"
#include "app/window/lists/jobs_view.h"
#include "app/window/lists/problems_view.h"
#include "app/window/recipe/expression_bar.h"
#include "app/window/recipe/recipe_panel.h"
#include "app/window/shell/about_dialog.h"
#include "app/window/shell/edit_commands.h"
#include "app/window/shell/file_commands.h"
#include "app/window/shell/help_dialog.h"
#include "app/window/shell/library_commands.h"
#include "app/window/shell/main_window.h"
#include "app/window/shell/measuring_views.h"
#include "app/window/shell/navigator.h"
#include "app/window/shell/panels.h"
#include "app/window/shell/view_commands.h"
#include "widgets/canvas/loom_canvas.h"
#include "widgets/controls/distance_panel.h"
#include "widgets/controls/empty_state.h"

#include <QAction>
#include <QMenu>

// What the window's parts tell each other, and what its commands do; main_window.cpp says how it follows the document.

namespace layerloom::app {

namespace {

constexpr int kTryHeight = 248;

} // namespace

void MainWindow::connectCanvas()
{
    Document& document = m_workspace.document();
    connect(&document, &Document::changed, this, &MainWindow::followDocument);
    connect(&document, &Document::stateChanged, this, &MainWindow::showTitle);
    connect(m_canvas, &widgets::LoomCanvas::editRequested, &document,
            [&document](const core::Edits& edits, const QString& text) { document.edit(edits, text); });
    connect(m_canvas, &widgets::LoomCanvas::selectionChanged, this, &MainWindow::followSelection);
    connect(m_canvas, &widgets::LoomCanvas::dropped, m_files, &FileCommands::drop);
    connect(m_canvas, &widgets::LoomCanvas::contextMenuRequested, m_edits, &EditCommands::showContextMenu);
    connect(m_canvas, &widgets::LoomCanvas::partMenuRequested, m_edits, &EditCommands::showPartMenu);
    connect(m_canvas, &widgets::LoomCanvas::escapePressed, m_recipePanel, &RecipePanel::cancelPreview);
    connect(&m_selection, &SharedSelection::changed, this,
            [this] { m_canvas->setSelection(m_selection.value()); });
}

void MainWindow::connectCentre()
{
    connect(m_canvas, &widgets::LoomCanvas::dragPreviewChanged, this, &MainWindow::showWouldBe);
    connect(m_canvas, &widgets::LoomCanvas::editRefused, this,
            [this](const QString& text) { tell(text, true); });
    connect(&m_workspace, &Workspace::said, this, &MainWindow::tell);
    connect(m_edits, &EditCommands::said, this, &MainWindow::tell);
    connect(m_views, &ViewCommands::said, this, &MainWindow::tell);
    connect(m_measured, &MeasuringViews::said, this, &MainWindow::tell);
    connect(m_empty, &widgets::EmptyState::openRequested, m_actions->action("file.openModel"),
            &QAction::trigger);
    connect(m_empty, &widgets::EmptyState::sampleRequested, m_files, &FileCommands::openSample);
    connect(m_empty, &widgets::EmptyState::pasteRequested, m_actions->action("edit.expressionLines"),
            &QAction::trigger);
    connect(m_empty, &widgets::EmptyState::recentRequested, this,
            [this](const QString& path) { open({path}); });
    connect(&m_workspace.recentFiles(), &RecentFiles::changed, this, &MainWindow::showRecents);
    connect(m_summary, &widgets::SummaryStrip::activated, this, &MainWindow::showDetail);
    connect(m_map, &widgets::DistancePanel::pairActivated, m_navigator, &Navigator::showPair);
    showRecents();
}

void MainWindow::connectPanels()
{
    connect(m_expression, &ExpressionBar::done, this, [this] { m_canvas->setFocus(Qt::OtherFocusReason); });
    connect(m_expression, &ExpressionBar::linesPasted, m_files, &FileCommands::openText);
    connect(m_recipePanel, &RecipePanel::previewChanged, this,
            [this](const std::shared_ptr<const core::Stack>& stack) {
                m_canvas->setGhost(stack);
                showWouldBe(stack, stack ? std::make_shared<core::Preview>(core::preview(*stack)) : nullptr);
                m_actions->action("recipe.preview")->setChecked(m_recipePanel->isPreviewing());
            });
    connect(m_recipePanel, &RecipePanel::insertRequested, m_canvas, &widgets::LoomCanvas::insertBlocks);
    connect(m_recipePanel, &RecipePanel::validityChanged, this, &MainWindow::updateAvailable);
    connect(m_libraryPanel, &LibraryPanel::addFolderRequested, m_actions->action("file.addModel"),
            &QAction::trigger);
    connect(m_libraryPanel, &LibraryPanel::addRequested, &m_workspace, &Workspace::addToDocument);
    connect(m_libraryPanel, &LibraryPanel::removeRequested, &m_workspace, &Workspace::removeModel);
    connect(m_libraryPanel, &LibraryPanel::menuRequested, m_libraryCommands, &LibraryCommands::showMenu);
    m_actions->bind("edit.expression", [this] { m_expression->activate(); });
    m_actions->bind("file.rescan", [this] { m_libraryCommands->rescanAll(); });
    m_actions->bind("edit.filter", [this] {
        m_panels->raise(QStringLiteral("libraryDock"));
        m_libraryPanel->activateFilter();
    });
}

void MainWindow::connectBottom()
{
    connect(m_problems, &ProblemsView::titleChanged, this,
            [this] { m_panels->setTitle(QStringLiteral("problemsDock"), m_problems->title()); });
    connect(m_problems, &ProblemsView::showRequested, m_navigator, &Navigator::showProblem);
    connect(m_problems, &ProblemsView::helpRequested, m_navigator, &Navigator::helpWith);
    connect(m_jobs, &JobsView::titleChanged, this, [this] {
        m_panels->setTitle(QStringLiteral("jobsDock"), m_jobs->title());
        showTitle();
    });
    for (const auto signal : {&MergeQueue::added, &MergeQueue::removed, &MergeQueue::finished})
        connect(&m_queue, signal, this, &MainWindow::updateAvailable);
    const auto step = [this](int direction) {
        m_panels->raise(QStringLiteral("problemsDock"));
        m_problems->step(direction);
    };
    m_actions->bind("select.nextProblem", [step] { step(1); });
    m_actions->bind("select.previousProblem", [step] { step(-1); });
    m_actions->bind("select.fixProblem", [this] { m_problems->fixCurrent(); });
    m_actions->bind("view.try", [this] {
        m_panels->goTo(QStringLiteral("tryDock"));
        m_panels->growTo(QStringLiteral("tryDock"), kTryHeight);
    });
    m_actions->bind("merge.merge", [this] { openMergeDialog(); });
    m_actions->bind("merge.cancel", [this] { m_queue.cancelAll(); });
    m_actions->bind("merge.clear", [this] { m_queue.clearFinished(); });
}

void MainWindow::connectWorkspace()
{
    connect(&m_workspace, &Workspace::compositionOpened, this, &MainWindow::showOpened);
    connect(m_files, &FileCommands::layersGiven, this,
            [this](const core::Blocks& blocks) { m_edits->insert(blocks, tr("Insert")); });
    connect(m_files, &FileCommands::aboutToSave, this,
            [this] { m_workspace.document().setViewState(m_views->viewState()); });
    connect(m_files, &FileCommands::pictureRequested, m_views, &ViewCommands::savePicture);
    connect(m_edits, &EditCommands::textPasted, m_files, &FileCommands::openText);
    connect(&m_workspace, &Workspace::busyChanged, this, &MainWindow::followSelection);
    QUndoStack& history = m_workspace.document().undoStack();
    connect(&history, &QUndoStack::undoTextChanged, this, &MainWindow::showHistoryTexts);
    connect(&history, &QUndoStack::redoTextChanged, this, &MainWindow::showHistoryTexts);
}

// Menus whose rows are not fixed: recent files and the recipes.
void MainWindow::addMenus()
{
    auto* recent = new QMenu(tr("Open &recent"), this);
    recent->setObjectName(QStringLiteral("recentMenu"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent] { m_files->fillRecent(*recent); });
    m_actions->menu("file")->insertMenu(m_actions->action("file.sample"), recent);

    QMenu* recipeMenu = m_actions->menu("recipe");
    QAction* before = m_actions->action("recipe.preview");
    const auto& all = recipes();
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto* action = new QAction(all[i].name, this);
        connect(action, &QAction::triggered, this, [this, i] {
            m_panels->raise(QStringLiteral("recipeDock"));
            m_recipePanel->choose(static_cast<int>(i));
        });
        recipeMenu->insertAction(before, action);
    }
    recipeMenu->insertSeparator(before);
    m_actions->bindToggle("recipe.preview", [this](bool on) { m_recipePanel->setPreviewing(on); });
    m_actions->bind("recipe.apply", [this] { m_recipePanel->apply(); });
    const auto openDialog = [](QDialog* dialog) {
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    };
    m_actions->bind("help.words", [this, openDialog] { openDialog(new HelpDialog(this)); });
    m_actions->bind("help.about", [this, openDialog] { openDialog(new AboutDialog(this)); });
    m_actions->bind("recipe.suggest", [this] { openSuggestDialog(); });
    m_actions->bind("measure.memory", [this] { openMemoryDialog(); });
    m_actions->bind("recipe.insert", [this] { m_recipePanel->insert(); });
}

} // namespace layerloom::app
