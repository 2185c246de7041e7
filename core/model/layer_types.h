#pragma once

#include "core/model/model.h"

namespace layerloom::core {

/// Sets each layer's `type` from the config: from a list of types or a rule by position; else leaves it.
void nameLayerTypes(std::vector<Layer>& layers, const ConfigText& config, const Family& family);

/// The same by what `config` states; where only the family's code tells the types by position they are left as they are.
void nameStatedLayerTypes(std::vector<Layer>& layers, const ConfigText& config, const Family& family);

} // namespace layerloom::core
