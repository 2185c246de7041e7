#include "app/window/main_window.h"

#include "app/text.h"
#include "app/window/edit_commands.h"
#include "app/window/expression_bar.h"
#include "app/window/file_commands.h"
#include "app/window/inspector.h"
#include "app/window/jobs_view.h"
#include "app/window/layer_table_view.h"
#include "app/window/library_commands.h"
#include "app/window/library_panel.h"
#include "app/window/panels.h"
#include "app/window/problem_commands.h"
#include "app/window/problems_view.h"
#include "app/window/recipe_panel.h"
#include "app/window/view_commands.h"
#include "app/window/zoom_control.h"
#include "widgets/loom_canvas.h"
#include "widgets/sheet.h"

#include <QAction>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>

#include <algorithm>
#include <array>

namespace layerloom::app {

namespace {

constexpr QSize kFirstSize(1280, 800);
constexpr QSize kSmallestSize(1024, 640);
constexpr int kToolBarHeight = 40;
constexpr int kStatusHeight = 24;
constexpr int kReasonWidth = 260;

QToolButton* toolButton(QAction* action, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setToolTip(toolTipFor(*action));
    button->setAccessibleName(action->text().remove(QLatin1Char('&')).remove(QStringLiteral("…")));
    button->setFocusPolicy(Qt::TabFocus);
    button->setFixedSize(28, 28);
    return button;
}

} // namespace

MainWindow::MainWindow()
    : m_canvas(new widgets::LoomCanvas(this))
    , m_actions(new Actions(*this, *m_canvas))
{
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(kSmallestSize);
    resize(kFirstSize);
    setAcceptDrops(true);
    m_actions->fill(*menuBar());
    m_files = new FileCommands(m_workspace, *m_actions, *this);
    m_edits = new EditCommands(m_workspace.document(), *m_canvas, *m_actions, *this);
    m_views = new ViewCommands(*m_canvas, *m_actions, *this);
    m_libraryCommands = new LibraryCommands(m_workspace, *m_files, *m_edits, *this);
    m_problemCommands = new ProblemCommands(m_workspace, *m_canvas, *m_files, *m_edits, this);
    setCentralWidget(buildCentre());
    buildToolBar();
    buildStatusBar();
    buildPanels();
    connectCanvas();
    connectPanels();
    connectBottom();
    connectWorkspace();
    addMenus();
    followDocument();
    m_panels->restore();
}

MainWindow::~MainWindow() = default;

void MainWindow::open(const QStringList& paths)
{
    m_files->open(paths);
}

QWidget* MainWindow::buildCentre()
{
    auto* sheet = new widgets::Sheet(this);
    sheet->addWidget(m_canvas, 1);
    return sheet;
}

void MainWindow::buildToolBar()
{
    QToolBar* bar = addToolBar(tr("Tool bar"));
    bar->setObjectName(QStringLiteral("toolBar"));
    bar->setMovable(false);
    bar->setIconSize(QSize(20, 20));
    bar->setFixedHeight(std::max(kToolBarHeight, fontMetrics().height() + 16));
    bar->toggleViewAction()->setVisible(false);
    for (const char* id : {"file.new", "file.open", "file.save"})
        bar->addWidget(toolButton(m_actions->action(id), bar));
    bar->addSeparator();
    for (const char* id : {"edit.undo", "edit.redo"})
        bar->addWidget(toolButton(m_actions->action(id), bar));
    bar->addSeparator();
    m_expression = new ExpressionBar(m_workspace.document(), bar);
    bar->addWidget(m_expression);

    m_mergeReason = new QLabel(bar);
    m_mergeReason->setObjectName(QStringLiteral("mergeReason"));
    m_mergeReason->setForegroundRole(QPalette::PlaceholderText);
    m_mergeReason->setContentsMargins(0, 0, 8, 0);
    m_mergeReasonAction = bar->addWidget(m_mergeReason);
    m_merge = new QPushButton(tr("Merge…"), bar);
    m_merge->setObjectName(QStringLiteral("toolBarMerge"));
    m_merge->setProperty("primary", true);
    bar->addWidget(m_merge);
    connect(m_merge, &QPushButton::clicked, m_actions->action("merge.merge"), &QAction::trigger);
}

void MainWindow::buildStatusBar()
{
    m_selectionLabel = new QLabel(this);
    m_selectionLabel->setObjectName(QStringLiteral("selectionLabel"));
    m_selectionLabel->setForegroundRole(QPalette::PlaceholderText);
    m_selectionLabel->setContentsMargins(8, 0, 0, 0);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setFixedHeight(std::max(kStatusHeight, fontMetrics().height() + 8));
    statusBar()->addWidget(m_selectionLabel, 1);
    statusBar()->addPermanentWidget(new ZoomControl(*m_canvas, m_actions->action("view.zoomOut"),
                                                    m_actions->action("view.zoomIn"), this));
}

void MainWindow::buildPanels()
{
    m_panels = new Panels(*this);
    m_libraryPanel = new LibraryPanel(m_workspace.library(), this);
    m_recipePanel = new RecipePanel(m_workspace.document(), this);
    m_panels->add(QStringLiteral("libraryDock"), tr("Model library"), Panels::Place::LeftTop, m_libraryPanel,
                  m_libraryPanel->findChild<QWidget*>(QStringLiteral("libraryView")));
    m_panels->add(QStringLiteral("recipeDock"), tr("Recipe"), Panels::Place::LeftBottom, m_recipePanel,
                  m_recipePanel->findChild<QWidget*>(QStringLiteral("recipeCombo")));
    auto* inspector = new Inspector(m_workspace.document(), m_selection, this);
    m_panels->add(QStringLiteral("inspectorDock"), tr("Inspector"), Panels::Place::RightTop, inspector, inspector);
    m_problems = new ProblemsView(m_workspace.document(), this);
    m_jobs = new JobsView(m_queue, this);
    m_panels->add(QStringLiteral("problemsDock"), tr("Problems"), Panels::Place::Bottom, m_problems,
                  m_problems->findChild<QWidget*>(QStringLiteral("problemsView")));
    auto* table = new LayerTableView(m_workspace.document(), m_selection, this);
    m_panels->add(QStringLiteral("tableDock"), tr("Layer table"), Panels::Place::Bottom, table,
                  table->findChild<QWidget*>(QStringLiteral("layerTable")));
    m_panels->add(QStringLiteral("jobsDock"), tr("Jobs"), Panels::Place::Bottom, m_jobs, m_jobs);
    m_panels->bind(*m_actions, *m_canvas);
}

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

void MainWindow::connectPanels()
{
    connect(m_expression, &ExpressionBar::done, this, [this] { m_canvas->setFocus(Qt::OtherFocusReason); });
    connect(m_expression, &ExpressionBar::linesPasted, m_files, &FileCommands::openText);
    connect(m_recipePanel, &RecipePanel::previewChanged, m_canvas, &widgets::LoomCanvas::setGhost);
    connect(m_recipePanel, &RecipePanel::validityChanged, this, &MainWindow::updateAvailable);
    connect(m_libraryPanel, &LibraryPanel::addFolderRequested, m_files, &FileCommands::openModelFolder);
    connect(m_libraryPanel, &LibraryPanel::addRequested, &m_workspace, &Workspace::addToDocument);
    connect(m_libraryPanel, &LibraryPanel::removeRequested, &m_workspace, &Workspace::removeModel);
    connect(m_libraryPanel, &LibraryPanel::menuRequested, m_libraryCommands, &LibraryCommands::showMenu);
    m_actions->bind("edit.expression", [this] { m_expression->activate(); });
    m_actions->bind("edit.filter", [this] {
        m_panels->raise(QStringLiteral("libraryDock"));
        m_libraryPanel->activateFilter();
    });
}

void MainWindow::connectBottom()
{
    connect(m_problems, &ProblemsView::titleChanged, this,
            [this] { m_panels->setTitle(QStringLiteral("problemsDock"), m_problems->title()); });
    connect(m_problems, &ProblemsView::showRequested, m_problemCommands, &ProblemCommands::show);
    connect(m_problems, &ProblemsView::helpRequested, m_problemCommands, &ProblemCommands::help);
    connect(m_jobs, &JobsView::titleChanged, this,
            [this] { m_panels->setTitle(QStringLiteral("jobsDock"), m_jobs->title()); });
    for (const auto signal : {&MergeQueue::added, &MergeQueue::removed, &MergeQueue::finished})
        connect(&m_queue, signal, this, &MainWindow::updateAvailable);
    const auto step = [this](int direction) {
        m_panels->raise(QStringLiteral("problemsDock"));
        m_problems->step(direction);
    };
    m_actions->bind("select.nextProblem", [step] { step(1); });
    m_actions->bind("select.previousProblem", [step] { step(-1); });
    m_actions->bind("select.fixProblem", [this] { m_problems->fixCurrent(); });
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
    m_actions->bind("recipe.insert", [this] { m_recipePanel->insert(); });
}

void MainWindow::showOpened()
{
    m_views->setViewState(m_workspace.document().viewState());
    m_canvas->setFocus(Qt::OtherFocusReason);
}

void MainWindow::followDocument()
{
    const Document& document = m_workspace.document();
    m_canvas->setStack(document.snapshot(), document.preview());
    followSelection();
    showTitle();
    showMergeReason();
}

void MainWindow::followSelection()
{
    const Document& document = m_workspace.document();
    m_selection.set(m_canvas->selection());
    m_selectionLabel->setText(
        widgets::describeSelection(document.stack(), *document.preview(), m_canvas->selection()));
    updateAvailable();
}

void MainWindow::showTitle()
{
    const Document& document = m_workspace.document();
    setWindowTitle(tr("%1[*] — Layerloom").arg(document.title()));
    setWindowModified(document.isModified());
}

void MainWindow::showHistoryTexts()
{
    const QUndoStack& history = m_workspace.document().undoStack();
    m_actions->action("edit.undo")->setText(tr("&Undo %1").arg(history.undoText()).trimmed());
    m_actions->action("edit.redo")->setText(tr("&Redo %1").arg(history.redoText()).trimmed());
}

void MainWindow::showMergeReason()
{
    const Document& document = m_workspace.document();
    QString reason;
    if (document.stack().blocks.empty())
        reason = document.stack().setup.sources.empty() ? QString() : tr("The output has no layers");
    for (const core::Problem& problem : document.preview()->problems) {
        if (problem.severity == core::Severity::Error && reason.isEmpty())
            reason = QString::fromStdString(problem.message);
    }
    m_mergeReason->setText(m_mergeReason->fontMetrics().elidedText(reason, Qt::ElideRight, kReasonWidth));
    m_mergeReason->setToolTip(reason);
    m_mergeReason->setVisible(!reason.isEmpty());
    m_mergeReasonAction->setVisible(!reason.isEmpty());
}

void MainWindow::updateAvailable()
{
    const Need there = available();
    m_actions->setAvailable(there);
    m_merge->setEnabled(holds(there, Need::Mergeable));
}

Need MainWindow::available() const
{
    const core::Stack& stack = m_workspace.document().stack();
    const core::Preview& preview = *m_workspace.document().preview();
    const QUndoStack& history = m_workspace.document().undoStack();
    const widgets::Selection& selection = m_canvas->selection();
    const bool output = selection.track == widgets::kOutputTrack;
    const bool layers = !stack.blocks.empty();
    const bool atSeam =
        std::any_of(preview.seams.begin(), preview.seams.end(), [&selection](const core::Seam& seam) {
            return static_cast<int>(seam.at) == selection.seam.value_or(selection.caret);
        });
    const std::array<std::pair<bool, Need>, 13> facts {{
        {!stack.setup.sources.empty(), Need::Model},
        {layers, Need::Layers},
        {!selection.isEmpty(), Need::Selection},
        {!selection.isEmpty() && output, Need::OutputSelection},
        {!selection.isEmpty() && !output, Need::SourceSelection},
        {layers && output, Need::Slice},
        {twoSelectedSlices(m_workspace.document(), *m_canvas).has_value(), Need::TwoSlices},
        {atSeam, Need::Seam},
        {history.canUndo(), Need::Undo},
        {history.canRedo(), Need::Redo},
        {m_recipePanel->isValid(), Need::Recipe},
        {!preview.problems.empty(), Need::Problem},
        {layers && !core::hasErrors(preview.problems), Need::Mergeable},
    }};
    Need there = m_queue.isBusy() ? Need::Job : Need::Nothing;
    for (const auto& [isThere, need] : facts)
        there = isThere ? there | need : there;
    return there;
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_files->mayReplace()) {
        event->ignore();
        return;
    }
    m_panels->store();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() || event->mimeData()->hasText())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    m_files->drop(event->mimeData()->urls(), event->mimeData()->text());
}

} // namespace layerloom::app
