#pragma once

#include "app/jobs/merge_queue.h"

#include <QHash>
#include <QScrollArea>

class QLabel;
class QVBoxLayout;

namespace layerloom::app {

class EngineJobs;
class EngineQueue;
class JobRow;

/// The jobs that run models, and the merges: running, waiting, and finished ones.
class JobsView : public QScrollArea {
    Q_OBJECT

public:
    JobsView(MergeQueue& queue, EngineQueue& measuring, QWidget* parent = nullptr);

    /// "Jobs", or "Jobs · 37 %" while one runs.
    QString title() const;

Q_SIGNALS:
    void titleChanged();
    /// The checkpoint in `folder` shall become a source of the document.
    void sourceRequested(const QString& folder);
    /// The checkpoint in `folder` shall be opened, and run on a text.
    void tryRequested(const QString& folder);
    /// A sentence for the person: a folder could not be shown.
    void failed(const QString& sentence);

private:
    void addRow(int id);
    void updateRow(int id);
    void removeRow(int id);
    void openFolder(const QString& folder);
    void arrange();
    void followCount();

    MergeQueue& m_queue;
    EngineJobs* m_engineJobs;
    QHash<int, JobRow*> m_rows;
    QLabel* m_empty;
    QVBoxLayout* m_column;
};

} // namespace layerloom::app
