#pragma once

#include "core/io/record_cache.h"

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `predict`: predicts the loss of a stack from the measurement of its model.
void addPredictVerb(CLI::App& program, const core::RecordCache& cache);

} // namespace layerloom::app
