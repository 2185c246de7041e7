#pragma once

#include "core/model/layer_rule.h"
#include "core/model/model.h"

namespace layerloom::core {

/// Rules for keys of `config` and of the files beside it that refer to layers and are not in layer_rules.json or
/// families.json. Lists and maps of module names are certain. Others are guesses from the shape of a value: as many entries as
/// layers (or one more), keys or first numbers that are layers. Keys whose meaning is something else are left out, and so
/// is what describes another stack.
std::vector<LayerRule> foundRules(const ConfigText& config, const std::vector<SideFile>& sideFiles,
                                  const LayerTable& table, const Family& family);

} // namespace layerloom::core
