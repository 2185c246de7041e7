#include "app/window/shell/main_window.h"

#include "app/document/autosave.h"
#include "app/document/selection_history.h"
#include "app/measuring/loss_text.h"
#include "app/window/library/library_panel.h"
#include "app/window/lists/history_view.h"
#include "app/window/lists/jobs_view.h"
#include "app/window/lists/problems_view.h"
#include "app/window/merge/leftover_offer.h"
#include "app/window/recipe/expression_bar.h"
#include "app/window/recipe/recipe_panel.h"
#include "app/window/shell/analysis_views.h"
#include "app/window/shell/centre.h"
#include "app/window/shell/close_guard.h"
#include "app/window/shell/document_follower.h"
#include "app/window/shell/edit_commands.h"
#include "app/window/shell/file_commands.h"
#include "app/window/shell/fix_commands.h"
#include "app/window/shell/library_commands.h"
#include "app/window/shell/main_tool_bar.h"
#include "app/window/shell/navigator.h"
#include "app/window/shell/output_offer.h"
#include "app/window/shell/panel_commands.h"
#include "app/window/shell/panels.h"
#include "app/window/shell/pinned_commands.h"
#include "app/window/shell/pinned_strip.h"
#include "app/window/shell/sample_hints.h"
#include "app/window/shell/status_bar.h"
#include "app/window/shell/trial_commands.h"
#include "app/window/shell/view_commands.h"
#include "app/window/shell/window_dialogs.h"
#include "core/stack/commands.h"
#include "widgets/canvas/loom_canvas.h"
#include "widgets/controls/distance_panel.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/message_bar.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/screen_fit.h"
#include "widgets/controls/tooltip_wrap.h"
#include "widgets/controls/wheel_guard.h"

#include <QAction>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QMenuBar>
#include <QMimeData>
#include <QResizeEvent>

#include <utility>

namespace layerloom::app {

namespace {

constexpr QSize kFirstSize(1280, 800);
constexpr QSize kSmallestSize(1024, 640);

} // namespace

MainWindow::MainWindow(const core::RecordCache& cache, const std::filesystem::path& recoveryFolder)
    : m_cache(cache)
    , m_recoveryFolder(recoveryFolder)
    , m_canvas(new widgets::LoomCanvas(this))
    , m_actions(new Actions(*this, *m_canvas, *menuBar()))
    , m_autosave(new Autosave(m_workspace.document(), recoveryFolder, this))
    , m_files(new FileCommands(m_workspace, *m_canvas, *m_actions, recoveryFolder, *this))
    , m_edits(new EditCommands(m_workspace.document(), *m_canvas, *m_actions, *this))
    , m_trials(new TrialCommands(m_workspace.document(), *m_canvas, *m_actions, *this))
    , m_pinned(new PinnedCommands(m_workspace.document(), *m_actions, this))
    , m_views(new ViewCommands(*m_canvas, *m_actions, *this))
    , m_guard(new CloseGuard(m_queue, *m_files, *this))
    , m_centre(new Centre(m_workspace.document(), *m_canvas, this))
    , m_toolBar(new MainToolBar(m_workspace.document(), *m_actions, this))
    , m_statusBar(new StatusBar(*m_canvas, *m_actions, this))
    , m_panels(new Panels(*this, {m_workspace, m_selection, m_queue, m_measuring, *m_actions}, *m_canvas))
    , m_library(new LibraryCommands(m_workspace, *m_files, *m_edits, *this))
    , m_fixes(new FixCommands(m_workspace, *m_files, *this))
    , m_navigator(new Navigator(m_workspace.document(), *m_canvas, this))
    , m_analysis(new AnalysisViews({m_workspace.document(), m_measuring, cache},
                                   {*m_canvas, m_centre->summary(), *m_panels}, *m_actions, this))
    , m_dialogs(new WindowDialogs({m_workspace.document(), m_queue, m_analysis->models(), m_measuring},
                                  *m_actions, *this))
    , m_offer(new OutputOffer(m_workspace.document(), *m_panels->widgets().recipe, *m_canvas))
    , m_follower(new DocumentFollower(
          {m_workspace, m_selection, m_queue, m_measuring},
          {*this, *m_actions, *m_canvas, *m_centre, *m_toolBar, *m_statusBar, *m_panels, *m_analysis}))
{
    widgets::showTextsPlain();
    widgets::guardWheel();
    widgets::wrapTooltips();
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(widgets::fittedToScreen(*this, kSmallestSize));
    resize(widgets::fittedToScreen(*this, kFirstSize));
    setAcceptDrops(true);
    setCentralWidget(m_centre);
    addToolBar(m_toolBar);
    setStatusBar(m_statusBar);
    new PanelCommands(*m_panels, m_queue, *m_actions, this);
    new SelectionHistory(m_workspace.document(), m_selection, this);
    connectCanvas();
    connectCentre();
    connectPanels();
    connectLibrary();
    connectFiles();
    m_panels->restore();
    // Nothing has the keyboard until a person takes it.
    setFocus();
}

// The views refer to the document and the queue, which are members: they are deleted first.
MainWindow::~MainWindow()
{
    m_workspace.document().disconnect(this);
    delete m_follower;
    hide();
    delete m_analysis;
    qDeleteAll(findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
}

void MainWindow::connectCanvas()
{
    using widgets::LoomCanvas;
    Document& document = m_workspace.document();
    connect(m_canvas, &LoomCanvas::editRequested, &document,
            [&document](const core::Edits& edits, const QString& text) { document.edit(edits, text); });
    connect(m_canvas, &LoomCanvas::editRefused, m_centre,
            [this](const QString& text) { m_centre->report(text, true); });
    connect(m_canvas, &LoomCanvas::dragPreviewChanged, this, &MainWindow::showPreview);
    // Queued: the other program waits for the end of the drop, which may open a dialog.
    connect(m_canvas, &LoomCanvas::dropped, m_files, &FileCommands::drop, Qt::QueuedConnection);
    connect(m_canvas, &LoomCanvas::contextMenuRequested, m_edits, &EditCommands::showContextMenu);
    connect(m_canvas, &LoomCanvas::partMenuRequested, m_edits, &EditCommands::showPartMenu);
    RecipePanel* recipe = m_panels->widgets().recipe;
    connect(m_canvas, &LoomCanvas::escapePressed, recipe, &RecipePanel::cancelPreview);
    connect(m_canvas, &LoomCanvas::trialInterrupted, recipe, [recipe] { recipe->setPreviewing(false); });
    connect(m_trials, &TrialCommands::trialChanged, this, &MainWindow::showTrial);
    connect(m_trials, &TrialCommands::started, recipe, [recipe] { recipe->setPreviewing(false); });
    connect(m_trials, &TrialCommands::reported, m_centre, &Centre::report);
}

void MainWindow::connectCentre()
{
    using widgets::EmptyState;
    connect(&m_workspace, &Workspace::reported, m_centre, &Centre::report);
    connect(&m_workspace, &Workspace::saveFailed, this, &MainWindow::showSaveFailed);
    connect(m_edits, &EditCommands::reported, m_centre, &Centre::report);
    connect(m_analysis, &AnalysisViews::reported, m_centre, &Centre::report);
    connect(m_pinned, &PinnedCommands::reported, m_centre, &Centre::report);
    auto* pinned = new PinnedStrip(m_workspace.document(), *m_pinned, m_centre);
    pinned->setLosses(m_analysis->loss(), m_analysis->models());
    m_centre->addStrip(pinned);
    EmptyState* empty = &m_centre->emptyState();
    connect(empty, &EmptyState::openRequested, m_actions->action("file.openModel"), &QAction::trigger);
    connect(empty, &EmptyState::sampleRequested, m_files, &FileCommands::openSample);
    connect(empty, &EmptyState::pasteRequested, m_actions->action("edit.expressionLines"), &QAction::trigger);
    connect(empty, &EmptyState::recentRequested, this, [this](const QString& path) { open({path}); });
    const RecentFiles& recent = m_workspace.recentFiles();
    connect(&m_analysis->loss(), &StackLoss::changed, this, &MainWindow::rememberLoss);
    connect(&m_workspace.document(), &Document::stateChanged, this, &MainWindow::rememberLoss);
    connect(&recent, &RecentFiles::changed, this, &MainWindow::rememberLoss);
    connect(&recent, &RecentFiles::changed, m_centre, [this, &recent] { m_centre->showRecent(recent); });
    m_centre->showRecent(recent);
    connect(&m_centre->summary(), &widgets::SummaryStrip::activated, this, &MainWindow::showDetail);
}

// The list of recent files says what was measured of a document as it was saved.
void MainWindow::rememberLoss()
{
    const Document& document = m_workspace.document();
    const std::optional<core::Evaluation>& found = m_analysis->loss().evaluation();
    if (found && !m_analysis->loss().isEvaluating() && !document.isModified() && !document.path().isEmpty())
        m_workspace.recentFiles().setLoss(document.path(), tr("Δloss %1").arg(lossText(found->delta)));
}

void MainWindow::connectPanels()
{
    const PanelWidgets& panels = m_panels->widgets();
    panels.history->setLosses(m_analysis->models());
    ExpressionBar* expression = &m_toolBar->expression();
    connect(expression, &ExpressionBar::done, this, [this] { m_canvas->setFocus(Qt::OtherFocusReason); });
    connect(expression, &ExpressionBar::linesPasted, m_files, &FileCommands::openText);
    m_actions->bind("edit.expression", [expression] { expression->activate(); });
    RecipePanel* recipe = panels.recipe;
    connect(recipe, &RecipePanel::previewChanged, this,
            [this, recipe](const std::shared_ptr<const core::Stack>& stack) {
                if (stack)
                    m_trials->cancel();
                showTrial(stack);
                m_actions->action("recipe.preview")->setChecked(recipe->isPreviewing());
            });
    connect(recipe, &RecipePanel::insertRequested, m_canvas, &widgets::LoomCanvas::insertBlocks);
    connect(panels.problems, &ProblemsView::showRequested, m_navigator, &Navigator::showProblem);
    connect(panels.problems, &ProblemsView::fixRequested, m_fixes, &FixCommands::apply);
    connect(m_dialogs, &WindowDialogs::fixRequested, m_fixes, &FixCommands::apply);
    connect(m_fixes, &FixCommands::mergeDialogRequested, m_dialogs, &WindowDialogs::openMerge);
    connect(m_dialogs, &WindowDialogs::mergeRefused, m_centre,
            [this](const QString& text) { m_centre->report(text, false); });
    connect(panels.jobs, &JobsView::sourceRequested, &m_workspace, &Workspace::openModel);
    connect(panels.jobs, &JobsView::tryRequested, this, &MainWindow::tryResult);
    connect(panels.jobs, &JobsView::failed, m_centre,
            [this](const QString& text) { m_centre->report(text, true); });
    connect(panels.map, &widgets::DistancePanel::pairActivated, m_navigator, &Navigator::showPair);
    connect(m_dialogs, &WindowDialogs::mergeQueued, m_panels, [this] { m_panels->raise(PanelId::Jobs); });
}

void MainWindow::connectLibrary()
{
    LibraryPanel* library = m_panels->widgets().library;
    connect(library, &LibraryPanel::addFolderRequested, m_actions->action("file.addModel"),
            &QAction::trigger);
    connect(library, &LibraryPanel::addRequested, &m_workspace, &Workspace::addToDocument);
    connect(library, &LibraryPanel::removeRequested, &m_workspace, &Workspace::removeModel);
    connect(library, &LibraryPanel::menuRequested, m_library, &LibraryCommands::showMenu);
    m_actions->bind("file.rescan", [this] { m_library->rescanAll(); });
}

void MainWindow::connectFiles()
{
    connect(&m_workspace, &Workspace::compositionOpened, this, &MainWindow::showOpened);
    connect(m_files, &FileCommands::layersGiven, this,
            [this](const core::Blocks& blocks) { m_edits->insert(blocks, tr("Insert")); });
    const auto setViewState = [this] { m_workspace.document().setViewState(m_views->viewState()); };
    connect(m_files, &FileCommands::aboutToSave, this, setViewState);
    auto* hints = new SampleHints(*this, *m_canvas, m_toolBar->mergeButton());
    // Queued: the lanes have their places after the first layout.
    connect(&m_workspace, &Workspace::sampleOpened, hints, &SampleHints::start, Qt::QueuedConnection);
    connect(m_files, &FileCommands::changedOnDisk, this, &MainWindow::offerReload);
    connect(m_autosave, &Autosave::aboutToSave, this, setViewState);
    connect(m_autosave, &Autosave::failed, this, &MainWindow::showAutosaveFailed);
    connect(m_autosave, &Autosave::worksAgain, &m_centre->messageBar(), &widgets::MessageBar::reconsider);
    connect(&m_workspace, &Workspace::recovered, m_autosave,
            [this](const std::shared_ptr<core::RecoverySlot>& slot) { m_autosave->adopt(std::move(*slot)); });
    connect(m_edits, &EditCommands::textPasted, m_files, &FileCommands::openText);
}

// The document stays as it is: a window of its own shows what was written.
void MainWindow::tryResult(const QString& folder)
{
    auto* window = new MainWindow(m_cache, m_recoveryFolder);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->show();
    connect(
        &window->m_workspace.document(), &Document::changed, window, [window] { window->takeWholeModel(); },
        static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
    window->open({folder});
    window->m_panels->goTo(PanelId::Try);
}

// The output becomes the model as it is, which is nothing that would have to be saved.
void MainWindow::takeWholeModel()
{
    Document& document = m_workspace.document();
    if (document.isEmpty())
        return;
    document.edit(core::insertAt(document.stack(), 0, m_workspace.allLayers(0)),
                  tr("Insert the whole model"));
    document.undoStack().setClean();
}

void MainWindow::open(const QStringList& paths)
{
    m_files->open(paths);
}

void MainWindow::recover(core::RecoverySlot slot)
{
    m_workspace.recover(std::move(slot));
}

void MainWindow::keepUnsaved()
{
    m_autosave->saveNow();
}

void MainWindow::offerReload()
{
    using widgets::MessageBar;
    m_centre->messageBar().showMessage(
        MessageBar::Kind::Warning,
        tr("%1 was changed by another program.").arg(m_workspace.document().title()),
        {{tr("Load its changes"), [this] { m_files->reload(); }}},
        [this, path = m_workspace.document().path()] {
            return m_workspace.document().path() == path && m_files->isChangedOnDisk();
        });
}

void MainWindow::showSaveFailed(const QString& text)
{
    m_centre->messageBar().showMessage(widgets::MessageBar::Kind::Error, text,
                                       {{tr("Save as…"), [this] { m_files->saveAs(); }}},
                                       [this] { return m_workspace.document().isModified(); });
}

void MainWindow::showAutosaveFailed(const QString& text)
{
    m_centre->messageBar().showMessage(widgets::MessageBar::Kind::Error, text, {},
                                       [this] { return m_autosave->hasFailed(); });
}

void MainWindow::offerLeftovers()
{
    app::offerLeftovers(m_centre->messageBar());
}

void MainWindow::showOpened()
{
    m_views->setViewState(m_workspace.document().viewState());
    m_canvas->setFocus(Qt::OtherFocusReason);
}

void MainWindow::showPreview(const std::shared_ptr<const core::Stack>& stack,
                             const std::shared_ptr<const core::Preview>& preview)
{
    m_centre->summary().setPreview(stack, preview);
    m_offer->setTrialShown(stack != nullptr);
    m_analysis->showPreview(stack);
    const Document& document = m_workspace.document();
    m_panels->widgets().map->setStack(stack ? stack : document.snapshot(),
                                      stack ? preview : document.preview());
}

// What a recipe, an interlock or a repeat would make is shown in all views, as the result of a drag is.
void MainWindow::showTrial(const std::shared_ptr<const core::Stack>& stack)
{
    const auto preview = stack ? std::make_shared<const core::Preview>(core::preview(*stack)) : nullptr;
    m_canvas->setTrial(stack, preview);
    showPreview(stack, preview);
}

// A number of the summary was clicked.
void MainWindow::showDetail(widgets::SummaryStrip::Item item)
{
    using Item = widgets::SummaryStrip::Item;
    switch (item) {
    case Item::Layers:
    case Item::Parameters:
        m_panels->goTo(PanelId::Table);
        break;
    case Item::Bytes:
        m_dialogs->openMerge();
        break;
    case Item::Seams:
    case Item::MaxDistance:
        m_navigator->showLongestSeam();
        break;
    case Item::Problems:
        m_panels->goTo(PanelId::Problems);
        break;
    case Item::Loss:
        m_analysis->actOnLoss();
        break;
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_guard->mayClose()) {
        event->ignore();
        return;
    }
    m_autosave->discard();
    m_panels->store();
    event->accept();
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    m_panels->followWidth(event->size().width());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() || event->mimeData()->hasText())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    QMetaObject::invokeMethod(
        m_files,
        [files = m_files, urls = event->mimeData()->urls(), text = event->mimeData()->text()] {
            files->drop(urls, text);
        },
        Qt::QueuedConnection);
}

} // namespace layerloom::app
