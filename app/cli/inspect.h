#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `inspect`: what a checkpoint holds.
void addInspectVerb(CLI::App& program);

} // namespace layerloom::app
