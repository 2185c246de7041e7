#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `measure`: measures the effect of each layer by running the model.
void addMeasureVerb(CLI::App& program);

} // namespace layerloom::app
