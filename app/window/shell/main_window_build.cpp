#include "app/window/inspector/inspector.h"
#include "app/window/library/library_panel.h"
#include "app/window/lists/history_view.h"
#include "app/window/lists/jobs_view.h"
#include "app/window/lists/layer_table_view.h"
#include "app/window/lists/problems_view.h"
#include "app/window/recipe/expression_bar.h"
#include "app/window/recipe/recipe_panel.h"
#include "app/window/shell/main_window.h"
#include "app/window/shell/measuring_views.h"
#include "app/window/shell/panels.h"
#include "app/window/shell/zoom_control.h"
#include "app/window/try/try_panel.h"
#include "widgets/canvas/loom_canvas.h"
#include "widgets/controls/distance_map.h"
#include "widgets/controls/distance_panel.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/message_bar.h"
#include "widgets/controls/sheet.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <QUndoView>
#include <QVBoxLayout>

#include <algorithm>

// How the window is put together; main_window.cpp says how its parts follow the document.

namespace layerloom::app {

namespace {

constexpr int kToolBarHeight = 40;
constexpr int kStatusHeight = 24;

QToolButton* toolButton(QAction* action, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setAccessibleName(action->text().remove(QLatin1Char('&')).remove(QStringLiteral("…")));
    button->setFocusPolicy(Qt::TabFocus);
    button->setFixedSize(28, 28);
    return button;
}

} // namespace

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
    m_merge->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    row->addStretch();
    row->addWidget(m_mergeReason);
    row->addWidget(m_merge);
    box->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
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
    m_panels->add(QStringLiteral("libraryDock"), tr("Model library"), Panels::Place::LeftTop,
                  {.widget = m_libraryPanel,
                   .focus = m_libraryPanel->findChild<QWidget*>(QStringLiteral("libraryView")),
                   .actions = {m_actions->action("file.addModel"), m_actions->action("file.rescan")}});
    m_panels->add(QStringLiteral("recipeDock"), tr("Recipe"), Panels::Place::LeftBottom,
                  {.widget = m_recipePanel,
                   .focus = m_recipePanel->findChild<QWidget*>(QStringLiteral("recipeCombo")),
                   .actions = {m_actions->action("recipe.suggest")}});
    m_map = new widgets::DistancePanel(this);
    auto* inspector = new Inspector(m_workspace.document(), m_selection, this);
    m_panels->add(QStringLiteral("inspectorDock"), tr("Inspector"), Panels::Place::RightTop,
                  {.widget = inspector, .focus = inspector});
    m_panels->add(QStringLiteral("mapDock"), tr("Distance map"), Panels::Place::RightBottom,
                  {.widget = m_map, .focus = &m_map->map()});
    buildBottom();
    m_panels->bind(*m_actions, *m_canvas);
    m_measured = new MeasuringViews(m_workspace.document(), m_measuring,
                                    {*m_canvas, *m_summary, *m_map, *inspector, *m_panels}, this);
    m_measured->bind(*m_actions);
}

void MainWindow::buildBottom()
{
    m_problems = new ProblemsView(m_workspace.document(), this);
    auto* table = new LayerTableView(m_workspace.document(), m_selection, this);
    m_jobs = new JobsView(m_queue, this);
    QUndoView* history = newHistoryView(m_workspace.document().undoStack(), this);
    const auto add = [this](const char* name, const QString& title, QWidget* content, const char* focus) {
        m_panels->add(QLatin1String(name), title, Panels::Place::Bottom,
                      {.widget = content, .focus = content->findChild<QWidget*>(QLatin1String(focus))});
    };
    add("problemsDock", tr("Problems"), m_problems, "problemsView");
    add("tableDock", tr("Layer table"), table, "layerTable");
    add("jobsDock", tr("Jobs"), m_jobs, "jobsView");
    add("tryDock", tr("Try it"), new TryPanel(m_workspace.document(), m_measuring, this), "tryPrompt");
    add("historyDock", tr("History"), history, "historyView");
}

} // namespace layerloom::app
