#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

// Each adds one verb to the program. A verb runs while the command line is parsed; it throws Failure or core::Error.

void addInspect(CLI::App& program);
void addCheck(CLI::App& program);
void addMerge(CLI::App& program);
void addClean(CLI::App& program);
void addRecipe(CLI::App& program);
void addExportYaml(CLI::App& program);
void addSample(CLI::App& program);
void addDevices(CLI::App& program);
void addDistance(CLI::App& program);
void addMeasure(CLI::App& program);
void addPredict(CLI::App& program);
void addEvaluate(CLI::App& program);
void addGenerate(CLI::App& program);
void addSuggest(CLI::App& program);
void addCache(CLI::App& program);

} // namespace layerloom::app
