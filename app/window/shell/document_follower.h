#pragma once

#include "app/document/shared_selection.h"
#include "app/jobs/merge_queue.h"
#include "app/window/shell/actions.h"
#include "app/workspace/workspace.h"

#include <QObject>

namespace layerloom::widgets {
class LoomCanvas;
}

namespace layerloom::app {

class Centre;
class MainToolBar;
class AnalysisViews;
class Panels;
class StatusBar;

/// Brings the window up to date when the document, the selection, the history or the queue changes: views, title, status
/// text, names of undo and redo, and which commands are enabled.
class DocumentFollower : public QObject {
    Q_OBJECT

public:
    /// The objects whose changes are followed.
    struct Subjects {
        Workspace& workspace;
        SharedSelection& selection;
        MergeQueue& queue;
        EngineQueue& measuring;
    };
    /// The views that are updated.
    struct Views {
        QWidget& window;
        Actions& actions;
        widgets::LoomCanvas& canvas;
        Centre& centre;
        MainToolBar& toolBar;
        StatusBar& statusBar;
        Panels& panels;
        AnalysisViews& measuring;
    };

    DocumentFollower(const Subjects& subjects, const Views& views);

private:
    void connectDocument();
    void connectQueue();
    void followDocument();
    void followSelection();
    void showTitle();
    void showHistory();
    void showHistoryStep(const char* id, const QString& text) const;
    void updateAvailable();

    Document& document() const { return m_subjects.workspace.document(); }

    Subjects m_subjects;
    Views m_views;
};

} // namespace layerloom::app
