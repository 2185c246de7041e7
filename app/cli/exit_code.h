#pragma once

#include "core/base/error.h"

#include <string>

namespace layerloom::app {

/// The exit status of the program.
enum ExitCode {
    Success = 0, ///< warnings and advice included
    HasErrors = 1, ///< problems of severity error
    Unusable = 2, ///< a missing source too
    Failed = 3,
    Cancelled = 130,
};

/// The exit codes with their meanings, one a line, for --help.
std::string exitCodesText();

/// The code for an error that the verb did not handle.
ExitCode exitCode(const core::Error& error);

} // namespace layerloom::app
