#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `clean`: removes what killed merges left behind.
void addCleanVerb(CLI::App& program);

} // namespace layerloom::app
