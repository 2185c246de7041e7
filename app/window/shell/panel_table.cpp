#include "app/window/shell/panel_table.h"

#include "app/document/shared_selection.h"
#include "app/window/inspector/inspector.h"
#include "app/window/library/library_panel.h"
#include "app/window/lists/history_view.h"
#include "app/window/lists/jobs_view.h"
#include "app/window/lists/layer_table_view.h"
#include "app/window/lists/problems_view.h"
#include "app/window/recipe/recipe_panel.h"
#include "app/window/shell/actions.h"
#include "app/window/try/try_panel.h"
#include "app/workspace/workspace.h"
#include "widgets/controls/distance_map.h"
#include "widgets/controls/distance_panel.h"

#include <QCoreApplication>

#include <algorithm>

namespace layerloom::app {

namespace {

constexpr int kTryHeight = 248; // two texts side by side below the form

// The child of that object name takes the keyboard.
PanelContent focusedOn(const char* name, QWidget* widget, const QList<QAction*>& actions = {})
{
    return {.widget = widget, .focus = widget->findChild<QWidget*>(QLatin1String(name)), .actions = actions};
}

PanelContent makeLibrary(const PanelSources& sources, PanelWidgets& widgets, QWidget* parent)
{
    widgets.library = new LibraryPanel(sources.workspace.library(), parent);
    return focusedOn("libraryView", widgets.library,
                     {sources.actions.action("file.addModel"), sources.actions.action("file.rescan")});
}

PanelContent makeRecipe(const PanelSources& sources, PanelWidgets& widgets, QWidget* parent)
{
    widgets.recipe = new RecipePanel(sources.workspace.document(), parent);
    return focusedOn("recipeCombo", widgets.recipe, {sources.actions.action("recipe.suggest")});
}

PanelContent makeInspector(const PanelSources& sources, PanelWidgets& widgets, QWidget* parent)
{
    widgets.inspector = new Inspector(sources.workspace.document(), sources.selection, parent);
    return {.widget = widgets.inspector, .focus = widgets.inspector};
}

PanelContent makeMap(const PanelSources&, PanelWidgets& widgets, QWidget* parent)
{
    widgets.map = new layerloom::widgets::DistancePanel(parent);
    return {.widget = widgets.map, .focus = &widgets.map->map()};
}

PanelContent makeProblems(const PanelSources& sources, PanelWidgets& widgets, QWidget* parent)
{
    widgets.problems = new ProblemsView(sources.workspace.document(), parent);
    return focusedOn("problemsView", widgets.problems);
}

PanelContent makeTable(const PanelSources& sources, PanelWidgets&, QWidget* parent)
{
    return focusedOn("layerTable",
                     new LayerTableView(sources.workspace.document(), sources.selection, parent));
}

PanelContent makeJobs(const PanelSources& sources, PanelWidgets& widgets, QWidget* parent)
{
    widgets.jobs = new JobsView(sources.queue, sources.measuring, parent);
    return focusedOn("jobsView", widgets.jobs);
}

PanelContent makeTry(const PanelSources& sources, PanelWidgets&, QWidget* parent)
{
    return focusedOn("tryPrompt", new TryPanel(sources.workspace.document(), sources.measuring, parent));
}

PanelContent makeHistory(const PanelSources& sources, PanelWidgets& widgets, QWidget* parent)
{
    widgets.history = new HistoryView(sources.workspace.document(), parent);
    return {.widget = widgets.history, .focus = widgets.history};
}

constexpr PanelRow kPanels[] = {
    {PanelId::Library, "libraryDock", QT_TRANSLATE_NOOP("Panels", "Model library"), PanelPlace::LeftTop,
     "view.library", QT_TRANSLATE_NOOP("Actions", "Go to the library"), nullptr, "Ctrl+1", 0, makeLibrary},
    {PanelId::Recipe, "recipeDock", QT_TRANSLATE_NOOP("Panels", "Recipe"), PanelPlace::LeftBottom,
     "view.recipe", QT_TRANSLATE_NOOP("Actions", "Go to the recipe"), nullptr, "Ctrl+2", 0, makeRecipe},
    {PanelId::Inspector, "inspectorDock", QT_TRANSLATE_NOOP("Panels", "Inspector"), PanelPlace::RightTop,
     "view.inspector", QT_TRANSLATE_NOOP("Actions", "Go to the inspector"), nullptr, "Ctrl+4", 0,
     makeInspector},
    {PanelId::Map, "mapDock", QT_TRANSLATE_NOOP("Panels", "Distance map"), PanelPlace::RightBottom,
     "view.map", QT_TRANSLATE_NOOP("Actions", "Go to the distance map"), nullptr, "Ctrl+5", 0, makeMap},
    {PanelId::Problems, "problemsDock", QT_TRANSLATE_NOOP("Panels", "Problems"), PanelPlace::Bottom,
     "view.problems", QT_TRANSLATE_NOOP("Actions", "Go to the problems"), nullptr, "Ctrl+6", 0, makeProblems},
    {PanelId::Table, "tableDock", QT_TRANSLATE_NOOP("Panels", "Layer table"), PanelPlace::Bottom,
     "view.table", QT_TRANSLATE_NOOP("Actions", "Go to the layer table"), nullptr, "Ctrl+Shift+T", 0,
     makeTable},
    {PanelId::Jobs, "jobsDock", QT_TRANSLATE_NOOP("Panels", "Jobs"), PanelPlace::Bottom, "view.jobs",
     QT_TRANSLATE_NOOP("Actions", "Go to the jobs"), nullptr, "Ctrl+7", 0, makeJobs},
    {PanelId::Try, "tryDock", QT_TRANSLATE_NOOP("Panels", "Try it"), PanelPlace::Bottom, "view.try",
     QT_TRANSLATE_NOOP("Actions", "&Try the stack"), "play", "Ctrl+T", kTryHeight, makeTry},
    {PanelId::History, "historyDock", QT_TRANSLATE_NOOP("Panels", "History"), PanelPlace::Bottom,
     "view.history", QT_TRANSLATE_NOOP("Actions", "Go to the history"), nullptr, "Ctrl+H", 0, makeHistory},
};

constexpr bool isInOrder()
{
    std::size_t next = 0;
    return std::all_of(std::begin(kPanels), std::end(kPanels),
                       [&next](const PanelRow& row) { return static_cast<std::size_t>(row.id) == next++; });
}
static_assert(isInOrder(), "panelRow() indexes the table by PanelId");

} // namespace

std::span<const PanelRow> panelTable()
{
    return kPanels;
}

const PanelRow& panelRow(PanelId id)
{
    return kPanels[static_cast<std::size_t>(id)];
}

QString panelTitle(PanelId id)
{
    return QCoreApplication::translate("Panels", panelRow(id).title);
}

} // namespace layerloom::app
