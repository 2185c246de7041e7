#pragma once

#include <ctime>
#include <sys/resource.h>

namespace layerloom::tests {

/// How long a test waits for an event before it fails, in milliseconds. Long, because other programs may keep the machine
/// busy; a test that passes never waits that long.
inline constexpr int kPatience = 120'000;

/// Bound of the time from a cancel to its end, in milliseconds: five times what is promised, for the same reason.
inline constexpr int kCancelBound = 10'000;

/// Processor time that this thread has used, in seconds. For bounds that hold on a busy machine.
inline double threadSeconds()
{
    timespec time {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// Processor time that ended child processes have used, in seconds.
inline double childSeconds()
{
    rusage usage {};
    getrusage(RUSAGE_CHILDREN, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

} // namespace layerloom::tests
