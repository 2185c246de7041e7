#pragma once

#include "app/cli/failure.h"
#include "app/cli/interrupt.h"
#include "app/cli/progress_line.h"
#include "core/base/job_context.h"

#include <chrono>
#include <stop_token>
#include <thread>
#include <utility>

namespace layerloom::app {

/// Runs `work(job)`, which returns a Result, with progress on standard error; Ctrl-C stops it. Returns the value, or throws the Error.
template <typename Work> auto runJob(bool isQuiet, Work&& work)
{
    rememberInterrupts();
    ProgressLine line(isQuiet);
    std::stop_source stop;
    core::JobContext job(stop.get_token(), [&](const core::Progress& progress) { line.show(progress); });
    // Some work reports rarely, but Ctrl-C must take effect at once.
    std::jthread watch([&stop](const std::stop_token& end) {
        while (!end.stop_requested() && !stop.stop_requested()) {
            if (wasInterrupted())
                stop.request_stop();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    });
    auto result = std::forward<Work>(work)(job);
    watch = {};
    line.finish();
    return std::move(result).value();
}

} // namespace layerloom::app
