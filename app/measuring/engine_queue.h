#pragma once

#include "app/measuring/engine_session.h"
#include "app/measuring/job_gate.h"
#include "core/base/job_context.h"
#include "core/base/result.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QThreadPool>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace layerloom::app {

/// Runs models beside the window, one job at a time, with one EngineSession. Lives on the GUI thread, and so do all calls to it.
/// What is relied on:
/// - more urgent jobs go before less urgent ones, also before one that runs: see Urgency;
/// - `done` is called once on the GUI thread, never inside start() or cancel(), also after a cancel: its Result then
///   holds an Error with code Cancelled;
/// - when `receiver` goes, its jobs are cancelled and nothing of theirs is called any more;
/// - nothing runs any more when this object is gone: its destructor cancels and waits.
class EngineQueue : public QObject {
    Q_OBJECT

public:
    /// What happens to a job while more urgent ones run.
    enum class Urgency {
        Background, ///< held up at its next step or check, it goes on from there; of the place it uses only wholeDevice()
        Soon, ///< stopped, it begins again: its work is called again, what it relays comes again
        Waited, ///< never: a person waits for it
    };
    using JobId = quint64;

    explicit EngineQueue(QObject* parent = nullptr);
    ~EngineQueue() override;

    /// `work(core::JobContext&, EngineSession&)` runs on the thread; it gets copies or shared const values only, may throw
    /// core::Error, and returns a value. `done(const core::Result<Value>&)` gets that value, or why there is none.
    template <typename Work, typename Done>
    JobId start(const QString& title, Urgency urgency, QObject& receiver, Work work, Done done)
    {
        using Value = std::invoke_result_t<Work&, core::JobContext&, EngineSession&>;
        Job job;
        job.title = title;
        job.urgency = urgency;
        job.work = [work, done](core::JobContext& context, EngineSession& session) -> Delivery {
            const auto result = std::make_shared<core::Result<Value>>(
                core::guarded([&] { return Work(work)(context, session); }));
            return [result, done]() mutable { done(std::move(*result)); };
        };
        job.refuse = [done]() mutable {
            done(core::Result<Value>(core::Error(core::ErrorCode::Cancelled, "cancelled")));
        };
        return add(std::move(job), receiver);
    }

    /// Something that work can call with what is known so far: `heard(value)` follows on the GUI thread, in order and
    /// before `done`, unless `receiver` or this object has gone.
    template <typename Value, typename Heard>
    std::function<void(const Value&)> relay(QObject& receiver, Heard heard)
    {
        return [this, there = QPointer<QObject>(&receiver), heard](const Value& value) {
            QMetaObject::invokeMethod(
                this,
                [there, heard, value] {
                    if (there)
                        heard(value);
                },
                Qt::QueuedConnection);
        };
    }

    /// A job that waits ends at once, one that runs within two seconds. Nothing happens when it has ended.
    void cancel(JobId id);
    void cancelAll();
    /// Gives up, behind all other jobs, what is kept between them.
    void release();
    /// How much memory jobs that begin from now on may hold, in bytes; none: half of what is free.
    void setMemory(const std::optional<std::uint64_t>& bytes) { m_memory = bytes; }
    const std::optional<std::uint64_t>& memory() const { return m_memory; }
    /// True while a job runs, is held up or waits.
    bool isBusy() const { return m_running || m_held || !m_waiting.empty(); }
    bool isRunning(JobId id) const { return m_running && m_running->id == id; }
    /// What runs now; empty when nothing does.
    QString runningTitle() const { return m_running ? m_running->title : QString(); }

Q_SIGNALS:
    /// It runs: for the first time, from the beginning again, or it goes on after it was held up.
    void started(quint64 id);
    void heldUp(quint64 id);
    void progressed(quint64 id, const layerloom::core::Progress& progress);
    /// The job's `done` has been called.
    void finished(quint64 id);
    /// Nothing runs or waits any more.
    void idle();

private:
    using Delivery = std::function<void()>;

    struct Job {
        JobId id = 0;
        QString title;
        Urgency urgency = Urgency::Background;
        QPointer<QObject> receiver;
        std::function<Delivery(core::JobContext&, EngineSession&)> work;
        Delivery refuse; ///< hands over that it was cancelled
        QMetaObject::Connection receiverGone;
        std::stop_source stop;
        std::shared_ptr<JobGate> gate; ///< of one that runs
        bool beginsAgain = false; ///< when it has stopped
    };

    JobId add(Job job, QObject& receiver);
    void makeWayFor(Urgency urgency);
    void startNext();
    void run(Job job);
    void holdUp(JobId id);
    void goOn();
    void finish(JobId id, const Delivery& deliver);
    void end(const Job& job, const Delivery& deliver);

    std::deque<Job> m_waiting;
    std::optional<Job> m_running;
    std::optional<Job> m_held; ///< its thread waits at its gate
    JobId m_lastId = 0;
    std::optional<std::uint64_t> m_memory;
    EngineSession m_session; ///< used by the running job alone
    QThreadPool m_pool; ///< of two threads: one may be held up
};

} // namespace layerloom::app
