#pragma once

#include "core/stack/stack.h"

namespace layerloom::core {

/// The stack for a folder that is published: without paths of this machine. Models of the Hub's cache keep only their
/// names, others get a path relative to the output ("../llama"); openSources() finds them by their fingerprints when they
/// lie elsewhere nearby.
Stack publishedStack(Stack stack);

} // namespace layerloom::core
