#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `merge`: writes a stack as a checkpoint.
void addMergeVerb(CLI::App& program);

} // namespace layerloom::app
