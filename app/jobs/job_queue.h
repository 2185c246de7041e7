#pragma once

#include "app/jobs/job_gate.h"
#include "core/base/job_context.h"
#include "core/base/result.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QThreadPool>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>
#include <vector>

namespace layerloom::app {

/// Runs jobs outside the GUI thread, one at a time, and delivers their results on the GUI thread. Lives on the GUI thread,
/// and so do all calls to it. Guarantees:
/// - of the jobs that wait, the most urgent runs next; those of one urgency run in the order of their start. A more urgent
///   job interrupts the running one: see Urgency;
/// - `done` and all signals are called on the GUI thread, never inside start() or cancel(); `done` once, also after a
///   cancel: its Result then holds an Error with code Cancelled, unless the work ended before it noticed;
/// - when `receiver` is destroyed, its jobs are cancelled and none of its functions are called any more;
/// - the destructor cancels the running job, waits for it and drops results that were not delivered.
class JobQueue : public QObject {
    Q_OBJECT

public:
    /// What happens to a running job when a more urgent one is started.
    enum class Urgency {
        Background, ///< paused at its next step or check; resumed when no more urgent job waits
        Soon, ///< stopped and later run again from its beginning, so that what it relays comes again
        Interactive, ///< nothing: a person waits for its result
    };
    using JobId = int;
    enum class JobState { Waiting, Running, Paused };
    /// A job that has not ended.
    struct ListedJob {
        JobId id = 0;
        QString title;
        JobState state = JobState::Waiting;
    };

    explicit JobQueue(QObject* parent = nullptr);
    ~JobQueue() override;

    /// `work(core::JobContext&)` runs on a worker thread. It captures copies or shared const values only, may throw
    /// core::Error, and returns a value or nothing. `done(const core::Result<Value>&)` gets that value or the Error. Both
    /// are copyable.
    template <typename Work, typename Done>
    JobId start(const QString& title, Urgency urgency, QObject& receiver, Work work, Done done)
    {
        using Value = std::invoke_result_t<Work&, core::JobContext&>;
        Job job;
        job.title = title;
        job.urgency = urgency;
        job.work = [work, done](core::JobContext& context) -> Delivery {
            const auto result =
                std::make_shared<core::Result<Value>>(core::guarded([&] { return Work(work)(context); }));
            return [result, done]() mutable { done(std::move(*result)); };
        };
        job.refuse = [done]() mutable {
            done(core::Result<Value>(core::Error(core::ErrorCode::Cancelled, "Cancelled")));
        };
        return add(std::move(job), receiver);
    }

    /// A function for `work` to deliver intermediate values: `receive(value)` is called on the GUI thread, in order and
    /// before `done`, unless `receiver` or the queue is gone.
    template <typename Value, typename Receive>
    std::function<void(const Value&)> relay(QObject& receiver, Receive receive)
    {
        return [this, there = QPointer<QObject>(&receiver), receive](const Value& value) {
            QMetaObject::invokeMethod(
                this,
                [there, receive, value] {
                    if (there)
                        receive(value);
                },
                Qt::QueuedConnection);
        };
    }

    /// The id that the next start() returns, for functions that are passed to it.
    JobId nextId() const { return m_lastId + 1; }
    /// A waiting job ends at once, a running one within two seconds. No effect on a job that has ended.
    void cancel(JobId id);
    void cancelAll();
    /// True until `done` of every job was called.
    bool isBusy() const { return m_unfinished > 0; }
    /// The running job, the paused one, then those that wait, in the order in which they were started.
    std::vector<ListedJob> unfinished() const;
    /// 0 when no job runs.
    JobId runningId() const { return m_running ? m_running->id : 0; }
    /// Empty when no job runs.
    QString runningTitle() const { return m_running ? m_running->title : QString(); }

Q_SIGNALS:
    /// The job waits to run.
    void added(int id);
    /// The job runs: for the first time, again from its beginning, or resumed.
    void started(int id);
    void paused(int id);
    void progressed(int id, const layerloom::core::Progress& progress);
    /// `done` of the job was called.
    void finished(int id);
    /// `done` of the last job was called.
    void idle();

protected:
    /// Called on the GUI thread before a job begins. No other job runs then, but one may be paused.
    virtual void prepareRun() {}
    bool hasPausedJob() const { return m_paused.has_value(); }

private:
    using Delivery = std::function<void()>;

    struct Job {
        JobId id = 0;
        QString title;
        Urgency urgency = Urgency::Background;
        QPointer<QObject> receiver;
        std::function<Delivery(core::JobContext&)> work;
        Delivery refuse; ///< delivers that it was cancelled before it ran
        QMetaObject::Connection receiverGone;
        std::stop_source stop;
        std::shared_ptr<JobGate> gate; ///< of a running job
        bool restarts = false; ///< once it has stopped
    };

    JobId add(Job job, QObject& receiver);
    void interruptFor(Urgency urgency);
    void startNext();
    void run(Job job);
    void pause(JobId id);
    void resume();
    void finish(JobId id, const Delivery& deliver);
    void end(const Job& job, const Delivery& deliver);

    std::deque<Job> m_waiting;
    std::optional<Job> m_running;
    std::optional<Job> m_paused; ///< its thread waits at its gate
    JobId m_lastId = 0;
    int m_unfinished = 0;
    QThreadPool m_pool; ///< of two threads: one may be paused
};

} // namespace layerloom::app
