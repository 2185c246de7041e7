#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `export-yaml`: writes a stack as a mergekit configuration.
void addExportYamlVerb(CLI::App& program);

} // namespace layerloom::app
