#pragma once

#include "app/document/workspace.h"
#include "app/jobs/merge_queue.h"
#include "app/models/shared_selection.h"
#include "app/window/actions.h"

#include <QMainWindow>
#include <QStringList>

#include <memory>

class QAction;
class QLabel;
class QPushButton;

namespace layerloom::widgets {
class LoomCanvas;
class Sheet;
} // namespace layerloom::widgets

namespace layerloom::app {

class EditCommands;
class ExpressionBar;
class FileCommands;
class JobsView;
class LibraryCommands;
class LibraryPanel;
class Panels;
class ProblemCommands;
class ProblemsView;
class RecipePanel;
class ViewCommands;

/// The window: library, recipe, canvas and the views of one document. It makes the parts and connects each of them to
/// the document; what the commands do is in the *Commands classes beside it.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow();
    ~MainWindow() override;

    Workspace& workspace() { return m_workspace; }
    SharedSelection& selection() { return m_selection; }
    Actions& actions() { return *m_actions; }
    widgets::LoomCanvas& canvas() { return *m_canvas; }
    MergeQueue& mergeQueue() { return m_queue; }

    /// Opens models, documents and recipes.
    void open(const QStringList& paths);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* buildCentre();
    void buildToolBar();
    void buildStatusBar();
    void buildPanels();
    void connectCanvas();
    void connectPanels();
    void connectBottom();
    void connectWorkspace();
    void addMenus();
    void showOpened();
    void followDocument();
    void followSelection();
    void showTitle();
    void showHistoryTexts();
    void showMergeReason();
    void updateAvailable();
    Need available() const;

    Workspace m_workspace;
    SharedSelection m_selection;
    MergeQueue m_queue;
    widgets::LoomCanvas* m_canvas;
    Actions* m_actions;
    ExpressionBar* m_expression = nullptr;
    LibraryPanel* m_libraryPanel = nullptr;
    RecipePanel* m_recipePanel = nullptr;
    QPushButton* m_merge = nullptr;
    QLabel* m_mergeReason = nullptr;
    QAction* m_mergeReasonAction = nullptr; ///< hides the label in the tool bar
    QLabel* m_selectionLabel = nullptr;
    ProblemsView* m_problems = nullptr;
    JobsView* m_jobs = nullptr;
    Panels* m_panels = nullptr;
    FileCommands* m_files = nullptr;
    EditCommands* m_edits = nullptr;
    ViewCommands* m_views = nullptr;
    LibraryCommands* m_libraryCommands = nullptr;
    ProblemCommands* m_problemCommands = nullptr;
};

} // namespace layerloom::app
