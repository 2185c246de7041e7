#pragma once

#include "core/io/record_cache.h"

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `distance`: measures distances between the weights of layers.
void addDistanceVerb(CLI::App& program, const core::RecordCache& cache);

} // namespace layerloom::app
