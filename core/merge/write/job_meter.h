#pragma once

#include "core/base/job_context.h"

namespace layerloom::core {

/// Counts the bytes and tensors of a merge and reports them. Its total is known from the start.
class JobMeter {
public:
    JobMeter(JobContext& job, std::uint64_t total, std::uint64_t tensors)
        : m_job(job)
        , m_progress {.total = total, .tensorsTotal = tensors}
    {}

    /// Begins a stage and resets its count of tensors.
    void begin(Stage stage);
    /// `bytes` more are done. Throws Error{Cancelled} when a stop was requested.
    void advance(std::uint64_t bytes);
    void tensorsDone(std::uint64_t count) { m_progress.tensorsDone += count; }
    void checkStop() const { m_job.checkStop(); }

private:
    JobContext& m_job;
    Progress m_progress;
};

} // namespace layerloom::core
