#pragma once

#include "core/base/result.h"

#include <string>
#include <vector>

namespace layerloom::app {

/// What the program's end tells the shell.
enum ExitCode {
    Fine = 0, ///< warnings and advice included
    HasErrors = 1, ///< problems of severity error
    Unusable = 2, ///< input or arguments that cannot be used, a missing source too
    Failed = 3, ///< the disk, or the check of the result
    Cancelled = 130,
};

/// Ends a verb: one sentence a line on standard error, then this exit code.
struct Failure {
    ExitCode code = Unusable;
    std::vector<std::string> sentences;
};

[[noreturn]] inline void failUnusable(std::string sentence)
{
    throw Failure {Unusable, {std::move(sentence)}};
}

/// The value, or a Failure: for opening and reading what a person named.
template <typename T> T usable(core::Result<T> result)
{
    if (!result)
        failUnusable(result.error().message());
    return std::move(result).value();
}

} // namespace layerloom::app
