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

/// Stands for the number of the layer in its LayerValues entry, where the config's entry holds that number.
inline constexpr char kLayerNumber = '\x01';
/// Ends each of several entries that are about one layer.
inline constexpr char kEntryEnd = '\x02';

inline bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

using RulePatches = std::optional<std::vector<ConfigPatch>>;

} // namespace layerloom::core
