#pragma once

#include "core/io/record_cache.h"

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `measure`: measures the effect of each layer by running the model.
void addMeasureVerb(CLI::App& program, const core::RecordCache& cache);

} // namespace layerloom::app
