#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `inspect`: shows what a checkpoint contains.
void addInspectVerb(CLI::App& program);

} // namespace layerloom::app
