#pragma once

#include "app/jobs/merge_queue.h"

#include <QHash>
#include <QScrollArea>

class QLabel;
class QVBoxLayout;

namespace layerloom::app {

class JobRow;

/// The merges: running, waiting, and finished ones.
class JobsView : public QScrollArea {
    Q_OBJECT

public:
    explicit JobsView(MergeQueue& queue, QWidget* parent = nullptr);

    /// "Jobs", or "Jobs · 37 %" while one runs.
    QString title() const;

Q_SIGNALS:
    void titleChanged();

private:
    void addRow(int id);
    void updateRow(int id);
    void removeRow(int id);
    void arrange();
    void followCount();

    MergeQueue& m_queue;
    QHash<int, JobRow*> m_rows;
    QLabel* m_empty;
    QVBoxLayout* m_column;
};

} // namespace layerloom::app
