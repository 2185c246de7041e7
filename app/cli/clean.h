#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `clean`: removes the leftovers of killed merges.
void addCleanVerb(CLI::App& program);

} // namespace layerloom::app
