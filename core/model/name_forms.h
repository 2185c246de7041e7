#pragma once

#include "core/model/rule_text.h"

namespace layerloom::core {

// Forms that name modules: "model.layers.3.mlp" as an element of a list or the key of an object. See RuleForm.
// Arguments and results are those of readRule() and writeRule() in layer_rule.h.

std::optional<LayerValues> readNames(const RuleText& text, std::size_t layers);
RulePatches writeNames(const RuleText& text, const LayerValues& values, std::size_t oldLayers);
std::optional<LayerValues> readNameMap(const RuleText& text, std::size_t layers);
RulePatches writeNameMap(const RuleText& text, const LayerValues& values, std::size_t oldLayers);

/// True when `entry` names a layer of the stack with the prefix `stack`, or selects some by a pattern.
bool namesLayer(std::string_view entry, std::string_view stack);

} // namespace layerloom::core
