#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `cache`: lists the kept measurements, or removes them.
void addCacheVerb(CLI::App& program);

} // namespace layerloom::app
