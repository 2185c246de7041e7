#pragma once

#include "core/stack/stack.h"

#include <string>
#include <string_view>

namespace layerloom::core {

/// The stack for a folder that other people get: without a path of this machine. Models of the Hub's cache keep their names
/// only, others a path from beside the output ("../llama"); openSources() finds them by their fingerprints when they
/// lie elsewhere nearby.
Stack publishedStack(Stack stack);

/// `name`, or the last name of what it is when that is a path of a machine ("/home/anna/llama", "C:\\models\\llama").
/// "meta-llama/Llama-2-7b" is none.
std::string publishedName(std::string_view name);

} // namespace layerloom::core
