#pragma once

#include "app/document/shared_selection.h"
#include "app/jobs/merge_queue.h"
#include "app/measuring/engine_queue.h"
#include "app/window/shell/actions.h"
#include "app/workspace/workspace.h"
#include "widgets/controls/summary_strip.h"

#include <QMainWindow>
#include <QStringList>

#include <filesystem>
#include <memory>

namespace layerloom::widgets {
class LoomCanvas;
}

namespace layerloom::app {

class Autosave;
class Centre;
class CloseGuard;
class DocumentFollower;
class EditCommands;
class FileCommands;
class FixCommands;
class LibraryCommands;
class MainToolBar;
class AnalysisViews;
class Navigator;
class OutputOffer;
class Panels;
class PinnedCommands;
class StatusBar;
class TrialCommands;
class ViewCommands;
class WindowDialogs;

/// The program's window. It makes its parts and connects them; DocumentFollower brings them up to date, and the
/// *Commands classes implement the menus.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    /// Measurements are read from and written to `cache`, copies of unsaved changes written to `recoveryFolder`, unless
    /// that is empty.
    explicit MainWindow(const core::RecordCache& cache, const std::filesystem::path& recoveryFolder = {});
    ~MainWindow() override;

    Workspace& workspace() { return m_workspace; }
    SharedSelection& selection() { return m_selection; }
    Actions& actions() { return *m_actions; }
    widgets::LoomCanvas& canvas() { return *m_canvas; }
    MergeQueue& mergeQueue() { return m_queue; }
    EngineQueue& engineQueue() { return m_measuring; }
    AnalysisViews& analysis() { return *m_analysis; }

    /// Opens models, documents and recipes.
    void open(const QStringList& paths);
    /// Shows unsaved changes of an earlier session. REQUIRES: the document has no unsaved changes to keep.
    void recover(core::RecoverySlot slot);
    /// Keeps a copy of unsaved changes, for a process that has to end now.
    void keepUnsaved();
    /// Offers to remove the leftovers of killed merges.
    void offerLeftovers();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void connectCanvas();
    void connectCentre();
    void connectPanels();
    void connectLibrary();
    void connectFiles();
    void showOpened();
    void offerReload();
    void showSaveFailed(const QString& text);
    void showAutosaveFailed(const QString& text);
    void rememberLoss();
    void showTrial(const std::shared_ptr<const core::Stack>& stack);
    void showPreview(const std::shared_ptr<const core::Stack>& stack,
                     const std::shared_ptr<const core::Preview>& preview);
    void tryResult(const QString& folder);
    void takeWholeModel();
    void showDetail(widgets::SummaryStrip::Item item);

    core::RecordCache m_cache;
    std::filesystem::path m_recoveryFolder;
    Workspace m_workspace;
    SharedSelection m_selection;
    MergeQueue m_queue;
    EngineQueue m_measuring;
    // Made in this order, by the constructor; children of the window.
    widgets::LoomCanvas* m_canvas;
    Actions* m_actions;
    Autosave* m_autosave;
    FileCommands* m_files;
    EditCommands* m_edits;
    TrialCommands* m_trials;
    PinnedCommands* m_pinned;
    ViewCommands* m_views;
    CloseGuard* m_guard;
    Centre* m_centre;
    MainToolBar* m_toolBar;
    StatusBar* m_statusBar;
    Panels* m_panels;
    LibraryCommands* m_library;
    FixCommands* m_fixes;
    Navigator* m_navigator;
    AnalysisViews* m_analysis;
    WindowDialogs* m_dialogs;
    OutputOffer* m_offer;
    DocumentFollower* m_follower;
};

} // namespace layerloom::app
