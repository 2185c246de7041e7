#pragma once

#include <QList>
#include <QString>

#include <span>

class QAction;
class QWidget;

namespace layerloom::widgets {
class DistancePanel;
} // namespace layerloom::widgets

namespace layerloom::app {

class Actions;
class HistoryView;
class Inspector;
class JobsView;
class LibraryPanel;
class EngineQueue;
class MergeQueue;
class ProblemsView;
class RecipePanel;
class SharedSelection;
class Workspace;

/// The panels of the window, in the order of the table and of F6.
enum class PanelId { Library, Recipe, Inspector, Map, Problems, Table, Jobs, Try, History };

/// Where a panel is docked in a fresh layout. Panels at the bottom are tabs.
enum class PanelPlace { LeftTop, LeftBottom, RightTop, RightBottom, Bottom };

/// The objects that panels show.
struct PanelSources {
    Workspace& workspace;
    SharedSelection& selection;
    MergeQueue& queue;
    EngineQueue& measuring;
    Actions& actions;
};

/// The panels that other parts of the window are connected to. Null before the panel is made.
struct PanelWidgets {
    LibraryPanel* library = nullptr;
    RecipePanel* recipe = nullptr;
    Inspector* inspector = nullptr;
    widgets::DistancePanel* map = nullptr;
    ProblemsView* problems = nullptr;
    JobsView* jobs = nullptr;
    HistoryView* history = nullptr;
};

/// A panel that was made.
struct PanelContent {
    QWidget* widget;
    QWidget* focus; ///< takes the keyboard when the user goes to the panel
    QList<QAction*> actions = {}; ///< in the title bar
};

/// One panel of the window. The View menu, the shortcuts and the docks are made from these rows.
struct PanelRow {
    PanelId id;
    const char* name; ///< object name of the dock; the stored layout refers to it
    const char* title; ///< to be translated in the context "Panels"
    PanelPlace place;
    const char* command; ///< id of the action that goes to the panel
    const char* commandText; ///< text of that action, to be translated in the context "Actions"
    const char* icon; ///< of that action; nullptr: none
    const char* shortcut;
    int usableHeight; ///< the dock grows to this when the user goes to it; 0: it does not grow
    PanelContent (*make)(const PanelSources& sources, PanelWidgets& widgets, QWidget* parent);
};

/// Every panel, in the order of PanelId.
std::span<const PanelRow> panelTable();
const PanelRow& panelRow(PanelId id);
QString panelTitle(PanelId id);

} // namespace layerloom::app
