#pragma once

#include "app/cli/exit_code.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace layerloom::app {

/// Ends a verb: prints the sentences on standard error, one a line, and exits with this code.
struct Failure {
    ExitCode code = Unusable;
    std::vector<std::string> sentences;
};

[[noreturn]] inline void failUnusable(std::string sentence)
{
    throw Failure {Unusable, {std::move(sentence)}};
}

/// The value. Throws Failure{Unusable} with the message of an error: for files and models that the user named.
template <typename T> T usable(core::Result<T> result)
{
    if (!result)
        failUnusable(result.error().message());
    return std::move(result).value();
}

} // namespace layerloom::app
