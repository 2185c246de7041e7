#pragma once

#include "core/base/progress.h"

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

namespace layerloom::core {

/// Links long work to its caller: progress goes out, a request to stop comes in. Used by one thread at a
/// time.
class JobContext {
public:
    using Report = std::function<void(const Progress&)>;
    /// Called at every step and check; blocks to pause the job.
    using Hold = std::function<void()>;

    /// Reports nothing and never stops.
    JobContext() = default;
    JobContext(std::stop_token stop, Report report, Hold hold = {});

    /// Reports at most 20 times a second; a change of stage and the end are always reported. Throws
    /// Error{Cancelled} when a stop was requested. Call at least once per 8 MiB of work.
    void step(const Progress& progress);

    /// Throws Error{Cancelled} when a stop was requested, also during a pause.
    void checkStop() const;

private:
    std::stop_token m_stop;
    Report m_report;
    Hold m_hold;
    std::optional<Stage> m_stage; ///< of the last report
    std::chrono::steady_clock::time_point m_last;
};

} // namespace layerloom::core
