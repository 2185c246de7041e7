#pragma once

#include "app/jobs/merge_queue.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QToolButton;

namespace layerloom::app {

/// One merge in the list of jobs: name, state, percentage, bar, a line of figures, and buttons.
class JobRow : public QWidget {
    Q_OBJECT

public:
    explicit JobRow(QWidget* parent = nullptr);

    void show(const MergeJob& job);

Q_SIGNALS:
    void cancelRequested();
    void retryRequested();
    void openFolderRequested();

private:
    void addButtons();
    void layOut();
    QToolButton* addAction(const QString& icon, const QString& name, const QString& toolTip);

    QLabel* m_name;
    QLabel* m_state;
    QLabel* m_percent;
    QLabel* m_caption;
    QProgressBar* m_bar;
    QToolButton* m_cancel;
    QToolButton* m_retry;
    QToolButton* m_folder;
    QToolButton* m_showLog;
    QPlainTextEdit* m_log;
    double m_lastByteAt = 0;
    std::uint64_t m_lastDone = 0;
};

/// "312 of 435 tensors · 9.4 of 21.5 GB · 640 MB/s · 0:19 elapsed · about 25 s left"; after the end, the result.
QString figuresText(const MergeJob& job);

} // namespace layerloom::app
