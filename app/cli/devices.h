#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `devices`: lists the devices that can convert and scale weights.
void addDevicesVerb(CLI::App& program);

} // namespace layerloom::app
