#include "app/window/main_window.h"

#include "app/window/availability.h"
#include "app/window/edit_commands.h"
#include "app/window/expression_bar.h"
#include "app/window/file_commands.h"
#include "app/window/help_dialog.h"
#include "app/window/history_view.h"
#include "app/window/inspector.h"
#include "app/window/jobs_view.h"
#include "app/window/layer_table_view.h"
#include "app/window/library_commands.h"
#include "app/window/library_panel.h"
#include "app/window/merge_dialog.h"
#include "app/window/navigator.h"
#include "app/window/panels.h"
#include "app/window/problems_view.h"
#include "app/window/recipe_panel.h"
#include "app/window/view_commands.h"
#include "app/window/zoom_control.h"
#include "widgets/distance_map.h"
#include "widgets/distance_panel.h"
#include "widgets/empty_state.h"
#include "widgets/loom_canvas.h"
#include "widgets/message_bar.h"
#include "widgets/sheet.h"

#include <QAction>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <QUndoView>
#include <QVBoxLayout>

#include <algorithm>

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
    m_navigator = new Navigator(m_workspace, *m_canvas, *m_files, *m_edits, this);
    setCentralWidget(buildCentre());
    buildToolBar();
    buildStatusBar();
    buildPanels();
    connectCanvas();
    connectCentre();
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
    m_message = new widgets::MessageBar(sheet);
    m_summary = new widgets::SummaryStrip(sheet);
    m_empty = new widgets::EmptyState(sheet);
    auto* loom = new QWidget(sheet);
    auto* column = new QVBoxLayout(loom);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_summary);
    column->addWidget(m_canvas, 1);
    m_pages = new QStackedWidget(sheet);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(loom);
    sheet->addWidget(m_message);
    sheet->addWidget(m_pages, 1);
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

    bar->addWidget(buildMerge(bar));
    connect(m_merge, &QPushButton::clicked, m_actions->action("merge.merge"), &QAction::trigger);
}

// The button, and beside it why it cannot be pressed.
QWidget* MainWindow::buildMerge(QWidget* parent)
{
    auto* box = new QWidget(parent);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_mergeReason = new QLabel(box);
    m_mergeReason->setObjectName(QStringLiteral("mergeButtonReason"));
    m_mergeReason->setForegroundRole(QPalette::PlaceholderText);
    m_merge = new QPushButton(tr("Merge…"), box);
    m_merge->setObjectName(QStringLiteral("mergeButton"));
    m_merge->setProperty("primary", true);
    m_merge->setToolTip(toolTipFor(*m_actions->action("merge.merge")));
    row->addWidget(m_mergeReason);
    row->addWidget(m_merge);
    return box;
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
    m_zoom =
        new ZoomControl(*m_canvas, m_actions->action("view.zoomOut"), m_actions->action("view.zoomIn"), this);
    statusBar()->addPermanentWidget(m_zoom);
}

void MainWindow::buildPanels()
{
    m_panels = new Panels(*this);
    m_libraryPanel = new LibraryPanel(m_workspace.library(), this);
    m_recipePanel = new RecipePanel(m_workspace.document(), this);
    m_panels->add(QStringLiteral("libraryDock"), tr("Model library"), Panels::Place::LeftTop, m_libraryPanel,
                  m_libraryPanel->findChild<QWidget*>(QStringLiteral("libraryView")),
                  {m_actions->action("file.addModel"), m_actions->action("file.rescan")});
    m_panels->add(QStringLiteral("recipeDock"), tr("Recipe"), Panels::Place::LeftBottom, m_recipePanel,
                  m_recipePanel->findChild<QWidget*>(QStringLiteral("recipeCombo")));
    m_map = new widgets::DistancePanel(this);
    auto* inspector = new Inspector(m_workspace.document(), m_selection, this);
    m_panels->add(QStringLiteral("inspectorDock"), tr("Inspector"), Panels::Place::RightTop, inspector,
                  inspector);
    m_panels->add(QStringLiteral("mapDock"), tr("Distance map"), Panels::Place::RightBottom, m_map,
                  &m_map->map());
    buildBottom();
    m_panels->bind(*m_actions, *m_canvas);
}

void MainWindow::buildBottom()
{
    m_problems = new ProblemsView(m_workspace.document(), this);
    auto* table = new LayerTableView(m_workspace.document(), m_selection, this);
    m_jobs = new JobsView(m_queue, this);
    QUndoView* history = newHistoryView(m_workspace.document().undoStack(), this);
    const auto add = [this](const char* name, const QString& title, QWidget* content, const char* focus) {
        m_panels->add(QLatin1String(name), title, Panels::Place::Bottom, content,
                      content->findChild<QWidget*>(QLatin1String(focus)));
    };
    add("problemsDock", tr("Problems"), m_problems, "problemsView");
    add("tableDock", tr("Layer table"), table, "layerTable");
    add("jobsDock", tr("Jobs"), m_jobs, "jobsView");
    add("historyDock", tr("History"), history, "historyView");
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

void MainWindow::connectCentre()
{
    connect(m_canvas, &widgets::LoomCanvas::dragPreviewChanged, this, &MainWindow::showWouldBe);
    connect(m_canvas, &widgets::LoomCanvas::editRefused, this,
            [this](const QString& text) { tell(text, true); });
    connect(&m_workspace, &Workspace::said, this, &MainWindow::tell);
    connect(m_edits, &EditCommands::said, this, &MainWindow::tell);
    connect(m_views, &ViewCommands::said, this, &MainWindow::tell);
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
    m_actions->bind("help.words", [this] {
        auto* dialog = new HelpDialog(this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
    m_actions->bind("recipe.insert", [this] { m_recipePanel->insert(); });
}

void MainWindow::showOpened()
{
    m_views->setViewState(m_workspace.document().viewState());
    m_canvas->setFocus(Qt::OtherFocusReason);
}

void MainWindow::showRecents()
{
    std::vector<widgets::EmptyState::Recent> rows;
    const QDateTime now = QDateTime::currentDateTime();
    for (const RecentFile& file : m_workspace.recentFiles().list()) {
        rows.push_back({.path = file.path,
                        .name = QFileInfo(file.path).fileName(),
                        .facts = file.exists ? file.detail : tr("is not there any more"),
                        .when = whenOpened(file.opened, now),
                        .missing = !file.exists});
    }
    m_empty->setRecents(rows);
}

void MainWindow::showWouldBe(const std::shared_ptr<const core::Stack>& stack,
                             const std::shared_ptr<const core::Preview>& preview)
{
    m_summary->setWouldBe(stack, preview);
}

// A number of the summary was clicked.
void MainWindow::showDetail(widgets::SummaryStrip::Item item)
{
    using Item = widgets::SummaryStrip::Item;
    switch (item) {
    case Item::Layers:
    case Item::Parameters:
        m_panels->goTo(QStringLiteral("tableDock"));
        break;
    case Item::Bytes:
        openMergeDialog();
        break;
    case Item::Seams:
    case Item::MaxDistance:
        m_navigator->showLongestSeam();
        break;
    case Item::Problems:
        m_panels->goTo(QStringLiteral("problemsDock"));
        break;
    }
}

void MainWindow::tell(const QString& text, bool isError)
{
    using Kind = widgets::MessageBar::Kind;
    m_message->showMessage(isError ? Kind::Error : Kind::Advice, text);
}

void MainWindow::openMergeDialog()
{
    if (!holds(available(), Need::Mergeable))
        return;
    auto* dialog = new MergeDialog(m_workspace.document(), m_queue, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &MergeDialog::queued, this, [this] { m_panels->raise(QStringLiteral("jobsDock")); });
    dialog->open();
}

void MainWindow::followDocument()
{
    const Document& document = m_workspace.document();
    const bool empty = document.stack().setup.sources.empty() && document.stack().blocks.empty();
    m_pages->setCurrentIndex(empty ? 0 : 1);
    m_zoom->setVisible(!empty);
    m_canvas->setStack(document.snapshot(), document.preview());
    m_summary->setFacts(document.snapshot(), document.preview());
    m_map->setStack(document.snapshot(), document.preview());
    followSelection();
    showTitle();
    showMergeReason();
}

void MainWindow::followSelection()
{
    const Document& document = m_workspace.document();
    m_selection.set(m_canvas->selection());
    const QString chosen =
        widgets::describeSelection(document.stack(), *document.preview(), m_canvas->selection());
    m_selectionLabel->setText(chosen.isEmpty() ? tr("Ready") : chosen);
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
    const QString reason = mergeObstacle(m_workspace.document());
    m_mergeReason->setText(m_mergeReason->fontMetrics().elidedText(reason, Qt::ElideRight, kReasonWidth));
    m_mergeReason->setToolTip(reason);
    m_mergeReason->setVisible(!reason.isEmpty());
}

void MainWindow::updateAvailable()
{
    const Need there = available();
    m_actions->setAvailable(there);
    m_merge->setEnabled(holds(there, Need::Mergeable));
}

Need MainWindow::available() const
{
    Need there = whatThereIs(m_workspace.document(), *m_canvas);
    there = m_queue.isBusy() ? there | Need::Job : there;
    return m_recipePanel->isValid() ? there | Need::Recipe : there;
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
