#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `check`: what a stack will be, its seams and its problems.
void addCheckVerb(CLI::App& program);

} // namespace layerloom::app
