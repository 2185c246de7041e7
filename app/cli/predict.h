#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `predict`: predicts the loss of a stack from the measurement of its model.
void addPredictVerb(CLI::App& program);

} // namespace layerloom::app
