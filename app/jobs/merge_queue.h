#pragma once

#include "app/jobs/job_queue.h"
#include "app/jobs/progress_meter.h"
#include "core/merge/write/run_merge.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace layerloom::app {

enum class MergeState {
    Queued,
    Preparing,
    Merging,
    Verifying,
    LoadChecking,
    Finishing,
    Done,
    Failed,
    Cancelled
};

/// "Queued", "Merging", …
QString stateText(MergeState state);
bool isFinished(MergeState state);

/// A merge to run. Holds values only, so later edits of the document do not affect it.
struct MergeRequest {
    QString title; ///< name of the folder that is written
    std::shared_ptr<const core::MergePlan> plan;
    core::OutputSettings settings;
    std::filesystem::path destination;
    QString python {}; ///< whose transformers must load the result; empty: none is asked
    core::Stack stack {}; ///< what `plan` was made of; used when the plan is an estimate
};

/// A merge and its progress.
struct MergeJob {
    int id = 0;
    MergeRequest request;
    MergeState state = MergeState::Queued;
    core::Progress progress;
    ProgressMeter meter;
    double seconds = 0; ///< since it started to run
    std::uint64_t bytes = 0; ///< payload; as planned until it is done
    std::optional<core::VerifyMode> verified {}; ///< what was compared with the sources; of a finished merge
    QString message; ///< why it failed, or a remark on the result
    QStringList log; ///< one line per step, with the time
};

/// Runs merges one after the other on a worker thread. Lives on the GUI thread.
class MergeQueue : public QObject {
    Q_OBJECT

public:
    explicit MergeQueue(QObject* parent = nullptr);

    /// Returns the id of the new job.
    int add(MergeRequest request);
    /// A queued job is cancelled at once, a running one within 2 s.
    void cancel(int id);
    void cancelAll();
    /// Runs a failed or cancelled job again, as a new one at the end of the queue.
    void retry(int id);
    void clearFinished();

    const std::vector<MergeJob>& jobs() const { return m_jobs; }
    const MergeJob* find(int id) const;
    /// The job that runs now; null when none does.
    const MergeJob* running() const;
    /// True while a job runs or waits.
    bool isBusy() const;

Q_SIGNALS:
    void added(int id);
    void updated(int id);
    void removed(int id);
    /// The job has reached Done, Failed or Cancelled.
    void finished(int id);

private:
    MergeJob* job(int id);
    void onStarted(int id);
    void onProgress(int id, const core::Progress& progress);
    void onTick();
    void onDone(int id, const core::Result<core::MergeReport>& result);
    void enter(MergeJob& job, MergeState state);

    std::vector<MergeJob> m_jobs;
    QElapsedTimer m_clock;
    QTimer m_tick; ///< updates the elapsed time while there is no progress
    JobQueue
        m_queue; ///< its ids are those of the merges; last: its thread stops before the other members are destroyed
};

} // namespace layerloom::app
