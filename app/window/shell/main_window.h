#pragma once

#include "app/document/shared_selection.h"
#include "app/jobs/merge_queue.h"
#include "app/measuring/measuring_thread.h"
#include "app/window/shell/actions.h"
#include "app/workspace/workspace.h"
#include "widgets/controls/summary_strip.h"

#include <QMainWindow>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <optional>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace layerloom::widgets {
class DistancePanel;
class EmptyState;
class LoomCanvas;
class MessageBar;
class Sheet;
} // namespace layerloom::widgets

namespace layerloom::app {

class CloseGuard;
class EditCommands;
class ExpressionBar;
class FileCommands;
class JobsView;
class LibraryCommands;
class LibraryPanel;
class MeasuringViews;
class Navigator;
class Panels;
class ProblemsView;
class RecipePanel;
class SuggestDialog;
class ViewCommands;
class ZoomControl;

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
    MeasuringThread& measuringThread() { return m_measuring; }
    MeasuringViews& measuring() { return *m_measured; }

    /// Opens models, documents and recipes.
    void open(const QStringList& paths);
    /// Offers to remove what killed merges have left.
    void offerLeftovers();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* buildCentre();
    void buildToolBar();
    QWidget* buildMerge(QWidget* parent);
    void buildStatusBar();
    void buildPanels();
    void buildBottom();
    void connectCanvas();
    void connectCentre();
    void connectPanels();
    void connectBottom();
    void connectWorkspace();
    void addMenus();
    void showOpened();
    void showRecents();
    void showWouldBe(const std::shared_ptr<const core::Stack>& stack,
                     const std::shared_ptr<const core::Preview>& preview);
    void showDetail(widgets::SummaryStrip::Item item);
    void tell(const QString& text, bool isError);
    void openMergeDialog();
    void openSuggestDialog();
    void openMemoryDialog();
    void limitMemory(const std::optional<std::uint64_t>& bytes);
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
    MeasuringThread m_measuring;
    widgets::LoomCanvas* m_canvas;
    Actions* m_actions;
    ExpressionBar* m_expression = nullptr;
    LibraryPanel* m_libraryPanel = nullptr;
    RecipePanel* m_recipePanel = nullptr;
    QPushButton* m_merge = nullptr;
    QLabel* m_mergeReason = nullptr;
    QLabel* m_selectionLabel = nullptr;
    ZoomControl* m_zoom = nullptr;
    QStackedWidget* m_pages = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    widgets::MessageBar* m_message = nullptr;
    widgets::SummaryStrip* m_summary = nullptr;
    widgets::DistancePanel* m_map = nullptr;
    ProblemsView* m_problems = nullptr;
    JobsView* m_jobs = nullptr;
    Panels* m_panels = nullptr;
    FileCommands* m_files = nullptr;
    EditCommands* m_edits = nullptr;
    ViewCommands* m_views = nullptr;
    CloseGuard* m_guard = nullptr;
    LibraryCommands* m_libraryCommands = nullptr;
    Navigator* m_navigator = nullptr;
    MeasuringViews* m_measured = nullptr;
    SuggestDialog* m_suggest = nullptr; ///< once it was asked for: it keeps what it found
};

} // namespace layerloom::app
