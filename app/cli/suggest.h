#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `suggest`: searches stacks of a given depth and evaluates the best.
void addSuggestVerb(CLI::App& program);

} // namespace layerloom::app
