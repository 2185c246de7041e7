#pragma once

#include "core/stack/stack.h"

namespace layerloom::core {

/// The stack for a folder that other people get: without a path of this machine. Models of the Hub's cache keep their names
/// only, others a path from beside the output ("../llama"); openSources() finds them by their fingerprints when they
/// lie elsewhere nearby.
Stack publishedStack(Stack stack);

} // namespace layerloom::core
