#pragma once

#include "core/model/model.h"

namespace layerloom::core {

/// Reads the facts from the config, and sizes that it lacks from the tensors.
ModelFacts readModelFacts(const ConfigText& config, const Family& family, const LayerTable& table,
                          const Checkpoint& checkpoint);

/// The facts from the config alone.
ModelFacts configFacts(const ConfigText& config, const Family& family);

} // namespace layerloom::core
