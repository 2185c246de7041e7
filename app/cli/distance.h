#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `distance`: measures distances between the weights of layers.
void addDistanceVerb(CLI::App& program);

} // namespace layerloom::app
