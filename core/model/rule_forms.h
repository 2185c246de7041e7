#pragma once

#include "core/model/layer_rule.h"

namespace layerloom::core {

/// One rule in the config that it is read from or written to.
struct RuleText {
    const ConfigText& config;
    const std::string& section;
    const LayerRule& rule;

    std::string key() const { return section + rule.key; }
    std::string companion() const { return section + rule.companion; }
};

using RulePatches = std::optional<std::vector<ConfigPatch>>;

// Each form read and written, as readRule() and writeRule() promise.
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
std::optional<LayerValues> readCycle(const RuleText& text, std::size_t layers);
RulePatches writeCycle(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readLetters(const RuleText& text, std::size_t layers);
RulePatches writeLetters(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readRuns(const RuleText& text, std::size_t layers);
RulePatches writeRuns(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readIndexMap(const RuleText& text, std::size_t layers);
RulePatches writeIndexMap(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readNames(const RuleText& text, std::size_t layers);
RulePatches writeNames(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readNameMap(const RuleText& text, std::size_t layers);
RulePatches writeNameMap(const RuleText& text, const LayerValues& values, std::size_t oldLayers);

} // namespace layerloom::core
