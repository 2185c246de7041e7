#pragma once

#include "core/model/model.h"

namespace layerloom::core {

/// Sorts the tensors of a checkpoint into layers and parts. `side` as in openModel(). Throws Error{Corrupt} when the
/// config states more layers than there are tensors for.
LayerTable readLayerTable(const Checkpoint& checkpoint, const ConfigText& config, const Family& family,
                          std::optional<StackSide> side);

} // namespace layerloom::core
