#pragma once

#include "core/base/job_context.h"

#include <string>
#include <utility>
#include <vector>

namespace layerloom::core {

/// A program to run. No shell reads any of this.
struct ChildCommand {
    std::string program; ///< a path, or a name that is looked up in PATH
    std::vector<std::string> arguments;
    /// Environment variables set beside those of this process.
    std::vector<std::pair<std::string, std::string>> environment;
};

/// How a program ended.
struct ChildResult {
    int exitCode = 0; ///< 128 + number for a signal
    std::string output; ///< the first 16 MB of its standard output
    std::string errors; ///< the last 64 kB of its standard error
};

/// Runs a program with "/" as working folder and an empty standard input, and waits for its end. A stop of the
/// job ends the program and what it started. Throws Error{Io} when it cannot be started, Error{Cancelled} on a
/// stop.
ChildResult runChild(const ChildCommand& command, const JobContext& job);

} // namespace layerloom::core
