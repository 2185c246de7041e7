#pragma once

#include "core/model/rule_text.h"

namespace layerloom::core {

// Forms of lists: an entry for every layer (List, HiddenStates), a layer's number in each entry (Pairs), outputs (Outputs,
// StageNames); see RuleForm. Arguments and results are those of readRule() and writeRule() in layer_rule.h.

std::optional<LayerValues> readList(const RuleText& text, std::size_t layers);
RulePatches writeList(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readHiddenStates(const RuleText& text, std::size_t layers);
RulePatches writeHiddenStates(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readPairs(const RuleText& text, std::size_t layers);
RulePatches writePairs(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readOutputs(const RuleText& text, std::size_t layers);
RulePatches writeOutputs(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readStageNames(const RuleText& text, std::size_t layers);
RulePatches writeStageNames(const RuleText& text, const LayerValues& values, std::size_t oldLayers);

} // namespace layerloom::core
