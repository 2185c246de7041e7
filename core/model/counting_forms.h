#pragma once

#include "core/model/rule_text.h"

namespace layerloom::core {

// Forms that count layers or name them by number: indices (a list, or a text), prefix, suffix, band, period, sparse, count; see
// RuleForm. Arguments and results are those of readRule() and writeRule() in layer_rule.h.

std::optional<LayerValues> readIndices(const RuleText& text, std::size_t layers);
RulePatches writeIndices(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readIndexText(const RuleText& text, std::size_t layers);
RulePatches writeIndexText(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readPrefix(const RuleText& text, std::size_t layers);
RulePatches writePrefix(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readSuffix(const RuleText& text, std::size_t layers);
RulePatches writeSuffix(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readBand(const RuleText& text, std::size_t layers);
RulePatches writeBand(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readPeriod(const RuleText& text, std::size_t layers);
RulePatches writePeriod(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readSparse(const RuleText& text, std::size_t layers);
RulePatches writeSparse(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readCount(const RuleText& text, std::size_t layers);
RulePatches writeCount(const RuleText& text, const LayerValues& values, std::size_t oldLayers);

} // namespace layerloom::core
