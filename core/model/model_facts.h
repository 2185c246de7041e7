#pragma once

#include "core/model/model.h"

namespace layerloom::core {

/// Reads the facts from the config; sizes that it does not say from the tensors.
ModelFacts readModelFacts(const ConfigText& config, const Family& family, const LayerTable& table,
                          const Checkpoint& checkpoint);

/// The facts from the config alone.
ModelFacts configFacts(const ConfigText& config, const Family& family);

} // namespace layerloom::core
