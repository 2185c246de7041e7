#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `evaluate`: runs a stack that is not written and prints its loss on a text.
void addEvaluateVerb(CLI::App& program);

} // namespace layerloom::app
