#pragma once

#include "core/model/rule_text.h"

namespace layerloom::core {

// Forms that spell out a sequence of layers: a cycle, letters, runs, entries by index. See RuleForm.
// Arguments and results are those of readRule() and writeRule() in layer_rule.h.

std::optional<LayerValues> readCycle(const RuleText& text, std::size_t layers);
RulePatches writeCycle(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readLetters(const RuleText& text, std::size_t layers);
RulePatches writeLetters(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readRuns(const RuleText& text, std::size_t layers);
RulePatches writeRuns(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readIndexMap(const RuleText& text, std::size_t layers);
RulePatches writeIndexMap(const RuleText& text, const LayerValues& values, std::size_t oldLayers);

} // namespace layerloom::core
