#pragma once

#include "core/io/record_cache.h"

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `evaluate`: runs a stack that is not written and prints its loss on a text.
void addEvaluateVerb(CLI::App& program, const core::RecordCache& cache);

} // namespace layerloom::app
