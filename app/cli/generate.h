#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `generate`: continues a text with a stack that is not written.
void addGenerateVerb(CLI::App& program);

} // namespace layerloom::app
