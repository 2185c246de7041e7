#pragma once

#include "core/model/model.h"

namespace layerloom::core {

/// Sets each layer's `type` from a list of types in the config or from a rule by position; without them leaves it.
void nameLayerTypes(std::vector<Layer>& layers, const ConfigText& config, const Family& family);

/// The same from `config` alone: types that only the family's code derives from the position are not set.
void nameStatedLayerTypes(std::vector<Layer>& layers, const ConfigText& config, const Family& family);

} // namespace layerloom::core
