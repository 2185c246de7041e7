#pragma once

#include "core/help/command_help.h"

#include <CLI/App.hpp>

namespace layerloom::app {

/// The options, operands and verbs of a command line as data. Hidden options are left out.
core::CommandHelp programHelp(const CLI::App& program);

} // namespace layerloom::app
