#pragma once

#include "core/help/command_help.h"

#include <string>

namespace layerloom::core {

/// The manual page of a program in section 1, in roff with the macros of man(7), UTF-8: a subsection for each verb.
std::string manPage(const CommandHelp& program);

} // namespace layerloom::core
