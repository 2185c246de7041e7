#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// `sizes`: what a stack takes in every format, and what each costs.
void addSizesVerb(CLI::App& program);

} // namespace layerloom::app
