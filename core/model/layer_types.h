#pragma once

#include "core/model/model.h"

namespace layerloom::core {

/// Sets each layer's `type` from the config: from a list of types or a rule by position; else leaves it.
void nameLayerTypes(std::vector<Layer>& layers, const ConfigText& config, const Family& family);

} // namespace layerloom::core
