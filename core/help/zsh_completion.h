#pragma once

#include "core/help/command_help.h"

#include <string>

namespace layerloom::core {

/// A completion for zsh, with the text of every option: a file of the name "_" and the program's for a folder of $fpath.
std::string zshCompletion(const CommandHelp& program);

} // namespace layerloom::core
