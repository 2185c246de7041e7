#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `check`: shows the layers, parameters, seams and problems of a stack.
void addCheckVerb(CLI::App& program);

} // namespace layerloom::app
