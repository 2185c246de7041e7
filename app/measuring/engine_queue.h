#pragma once

#include "app/jobs/job_queue.h"
#include "app/measuring/engine_session.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace layerloom::app {

/// A JobQueue for work that runs models: it gets an EngineSession, which stays from job to job.
class EngineQueue : public JobQueue {
    Q_OBJECT

public:
    using JobQueue::JobQueue;

    /// JobQueue::start() with `work(core::JobContext&, EngineSession&)`.
    template <typename Work, typename Done>
    JobId start(const QString& title, Urgency urgency, QObject& receiver, Work work, Done done)
    {
        return JobQueue::start(
            title, urgency, receiver,
            [work, session = m_session](core::JobContext& context) { return Work(work)(context, *session); },
            std::move(done));
    }

    /// Starts a job, behind all others, that frees what the session keeps.
    void release();
    /// Memory limit of jobs that begin from now on, in bytes; nullopt: half of the free memory.
    void setMemory(const std::optional<std::uint64_t>& bytes) { m_memory = bytes; }
    const std::optional<std::uint64_t>& memory() const { return m_memory; }

private:
    void prepareRun() override;

    std::optional<std::uint64_t> m_memory;
    std::shared_ptr<EngineSession> m_session =
        std::make_shared<EngineSession>(); ///< used by the running job alone
};

} // namespace layerloom::app
