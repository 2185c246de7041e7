#pragma once

#include "core/model/rule_text.h"

namespace layerloom::core {

// Forms of lists: one with an entry for every layer, one with a layer's number in each entry, one of outputs. See
// RuleForm. Each is read and written as readRule() and writeRule() promise.

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
