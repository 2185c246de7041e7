#pragma once

#include "core/help/command_help.h"

#include <optional>
#include <string>
#include <string_view>

namespace layerloom::core {

/// The program's help as "man" (a manual page), "bash" or "zsh" (a completion). nullopt for another format.
std::optional<std::string> describeProgram(const CommandHelp& program, std::string_view format);

} // namespace layerloom::core
