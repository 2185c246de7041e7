#pragma once

#include "app/measuring/engine_queue.h"
#include "core/base/progress.h"

#include <QHash>
#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QVBoxLayout;

namespace layerloom::app {

/// The jobs that run models: measurements, evaluations, searches, generation. A row each with title, state, bar and a button
/// that stops it. Jobs that end within a moment are not listed.
class EngineJobs : public QWidget {
    Q_OBJECT

public:
    explicit EngineJobs(EngineQueue& queue, QWidget* parent = nullptr);

    bool isEmpty() const { return m_rows.isEmpty(); }

Q_SIGNALS:
    /// A row was added or removed.
    void countChanged();

private:
    struct Row {
        QWidget* widget;
        QLabel* state;
        QProgressBar* bar;
    };

    void follow();
    Row addRow(const JobQueue::ListedJob& job);
    static void show(const Row& row, JobQueue::JobState state);
    void showProgress(int id, const core::Progress& progress);

    EngineQueue& m_queue;
    QHash<int, Row> m_rows;
    QVBoxLayout* m_column;
    QTimer m_delay;
};

} // namespace layerloom::app
