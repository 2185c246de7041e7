#pragma once

#include "core/help/command_help.h"

#include <string>

namespace layerloom::core {

/// A completion for bash: verbs, options, the words that an option takes, files and folders. It needs no other file.
std::string bashCompletion(const CommandHelp& program);

} // namespace layerloom::core
