#pragma once

#include "app/jobs/merge_queue.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QToolButton;

namespace layerloom::app {

/// One merge in the list of jobs: name, state word, percent, bar, a line of figures, and what can be done about it.
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

/// "312 of 435 tensors · 9.4 of 21.5 GB · 640 MB/s · 0:19 elapsed · about 25 s left"; after its end what came of it.
QString figuresText(const MergeJob& job);

} // namespace layerloom::app
