#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `sample`: writes the small models that come with the program.
void addSampleVerb(CLI::App& program);

} // namespace layerloom::app
