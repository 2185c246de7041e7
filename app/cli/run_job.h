#pragma once

#include "app/cli/failure.h"
#include "app/cli/interrupt.h"
#include "app/cli/progress_line.h"
#include "core/base/job_context.h"

#include <stop_token>
#include <utility>

namespace layerloom::app {

/// Runs `work(job)`, a door that returns a Result, with progress on standard error; Ctrl-C stops it. Returns the value,
/// or throws the Error.
template <typename Work> auto runJob(bool isQuiet, Work&& work)
{
    rememberInterrupts();
    ProgressLine line(isQuiet);
    std::stop_source stop;
    core::JobContext job(stop.get_token(), [&](const core::Progress& progress) {
        if (wasInterrupted())
            stop.request_stop();
        line.show(progress);
    });
    auto result = std::forward<Work>(work)(job);
    line.finish();
    return std::move(result).value();
}

} // namespace layerloom::app
