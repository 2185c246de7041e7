#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

namespace layerloom::core {

/// What a job is doing ("Preparing", "Merging", "Verifying", "Finishing") and how far all of it is, in bytes.
/// `done` never decreases and `total` is fixed from the first report on.
struct Progress {
    std::string stage;
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    std::uint64_t tensorsDone = 0;
    std::uint64_t tensorsTotal = 0;
};

/// How long work talks to whoever started it. Used by one thread at a time.
class JobContext {
public:
    using Report = std::function<void(const Progress&)>;
    /// Called at every step and check; holds the job up for as long as it does not return.
    using Hold = std::function<void()>;

    /// No news, no stop.
    JobContext() = default;
    JobContext(std::stop_token stop, Report report, Hold hold = {});

    /// Reports (at most 20 times a second, each change of stage and the end always).
    /// Throws Error{Cancelled} when a stop was requested. Call at least once per 8 MiB of work.
    void step(const Progress& progress);

    /// Throws Error{Cancelled} when a stop was requested, also while the job was held up.
    void checkStop() const;

private:
    std::stop_token m_stop;
    Report m_report;
    Hold m_hold;
    std::string m_stage;
    std::chrono::steady_clock::time_point m_last;
};

} // namespace layerloom::core
