#pragma once

#include "core/io/record_cache.h"

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `suggest`: searches stacks of a given depth and evaluates the best.
void addSuggestVerb(CLI::App& program, const core::RecordCache& cache);

} // namespace layerloom::app
