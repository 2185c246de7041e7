#include "app/window/shell/main_window.h"

#include "app/window/measure/memory_dialog.h"
#include "app/window/merge/leftover_offer.h"
#include "app/window/merge/merge_dialog.h"
#include "app/window/recipe/recipe_panel.h"
#include "app/window/shell/availability.h"
#include "app/window/shell/close_guard.h"
#include "app/window/shell/edit_commands.h"
#include "app/window/shell/file_commands.h"
#include "app/window/shell/library_commands.h"
#include "app/window/shell/measuring_views.h"
#include "app/window/shell/navigator.h"
#include "app/window/shell/panels.h"
#include "app/window/shell/view_commands.h"
#include "app/window/shell/zoom_control.h"
#include "app/window/suggest/suggest_dialog.h"
#include "widgets/canvas/loom_canvas.h"
#include "widgets/controls/distance_panel.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/message_bar.h"

#include <QAction>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QResizeEvent>
#include <QStackedWidget>

namespace layerloom::app {

namespace {

constexpr QSize kFirstSize(1280, 800);
constexpr QSize kSmallestSize(1024, 640);
constexpr int kReasonWidth = 260;

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
    m_guard = new CloseGuard(m_queue, *m_files, *this);
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
    limitMemory(keptMemoryLimit());
    followDocument();
    m_panels->restore();
    // Nothing has the keyboard until a person takes it.
    setFocus();
}

// The views look at the document and the queue until they are gone, so they go before these.
MainWindow::~MainWindow()
{
    m_workspace.document().disconnect(this);
    hide();
    delete m_measured;
    qDeleteAll(findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
}

void MainWindow::open(const QStringList& paths)
{
    m_files->open(paths);
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
    m_measured->showWouldBe(stack);
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
    case Item::Loss:
        m_measured->actOnLoss();
        break;
    }
}

void MainWindow::tell(const QString& text, bool isError)
{
    using Kind = widgets::MessageBar::Kind;
    m_message->showMessage(isError ? Kind::Error : Kind::Advice, text);
}

void MainWindow::offerLeftovers()
{
    app::offerLeftovers(*m_message);
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

void MainWindow::openSuggestDialog()
{
    if (!m_suggest)
        m_suggest = new SuggestDialog(m_workspace.document(), m_measured->models(), m_measuring, this);
    m_suggest->open();
}

void MainWindow::openMemoryDialog()
{
    auto* dialog = new MemoryDialog(m_measuring.memory(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &MemoryDialog::accepted, this, [this, dialog] {
        keepMemoryLimit(dialog->limit());
        limitMemory(dialog->limit());
    });
    dialog->open();
}

void MainWindow::limitMemory(const std::optional<std::uint64_t>& bytes)
{
    m_measuring.setMemory(bytes);
    m_actions->action("measure.memory")
        ->setText(tr("Memor&y for running models: %1…").arg(memoryLimitText(bytes)));
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
    m_measured->refresh();
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
    const QString busy = m_workspace.busyText();
    m_selectionLabel->setText(!busy.isEmpty() ? busy : chosen.isEmpty() ? tr("Ready") : chosen);
    updateAvailable();
}

void MainWindow::showTitle()
{
    const Document& document = m_workspace.document();
    const MergeJob* job = m_queue.running();
    const QString title = tr("%1[*] — Layerloom").arg(document.title());
    setWindowTitle(job ? tr("[%1 %] %2").arg(static_cast<int>(job->meter.share() * 100)).arg(title) : title);
    setWindowModified(document.isModified());
}

void MainWindow::showHistoryTexts()
{
    const QUndoStack& history = m_workspace.document().undoStack();
    const auto show = [this](const char* id, const QString& text) {
        QAction* action = m_actions->action(id);
        action->setText(text.trimmed());
        action->setToolTip(toolTipFor(*action));
    };
    show("edit.undo", tr("&Undo %1").arg(history.undoText()));
    show("edit.redo", tr("&Redo %1").arg(history.redoText()));
    // The document changes in the midst of a step; what can be undone and redone is known behind it.
    updateAvailable();
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
    if (!m_guard->mayClose()) {
        event->ignore();
        return;
    }
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
    m_files->drop(event->mimeData()->urls(), event->mimeData()->text());
}

} // namespace layerloom::app
