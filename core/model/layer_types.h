#pragma once

#include "core/model/model.h"

namespace layerloom::core {

/// Says in each layer's `type` what the config says of it: a list of types, a rule that goes by position, or nothing.
void nameLayerTypes(std::vector<Layer>& layers, const ConfigText& config, const Family& family);

} // namespace layerloom::core
