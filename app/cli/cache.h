#pragma once

#include "core/io/record_cache.h"

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `cache`: lists the kept measurements, or removes them.
void addCacheVerb(CLI::App& program, const core::RecordCache& cache);

} // namespace layerloom::app
