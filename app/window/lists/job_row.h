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
    /// The result shall become a source of the document.
    void sourceRequested();
    /// The result shall be opened, and run on a text.
    void tryRequested();

private:
    void addButtons();
    QWidget* newOffers();
    void showEnd(const MergeJob& job);
    void layOut();
    QToolButton* addAction(const QString& icon, const QString& name, const QString& toolTip);

    QLabel* m_name;
    QLabel* m_state;
    QLabel* m_percent;
    QLabel* m_caption;
    QProgressBar* m_bar;
    QToolButton* m_cancel;
    QToolButton* m_retry;
    QToolButton* m_showLog;
    QPlainTextEdit* m_log;
    QLabel* m_tick;
    QLabel* m_compared;
    QWidget* m_offers; ///< what to do with the result
    QString m_folder; ///< of the result
    double m_lastByteAt = 0;
    std::uint64_t m_lastDone = 0;
};

/// What a finished merge compared with its sources: "Every byte compared with the sources".
QString comparedText(core::VerifyMode mode);

/// Three lines of Python that load a checkpoint with transformers.
QString pythonLines(const QString& folder);

/// "312 of 435 tensors · 9.4 of 21.5 GB · 640 MB/s · 0:19 elapsed · about 25 s left"; after the end, the result.
QString figuresText(const MergeJob& job);

} // namespace layerloom::app
