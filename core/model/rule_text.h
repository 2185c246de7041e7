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

} // namespace layerloom::core
