#pragma once

#include "core/model/model.h"

namespace layerloom::core {

/// Sorts the tensors of a checkpoint into layers and parts. Throws Error{Corrupt} when the config promises more
/// layers than there are tensors for.
LayerTable readLayerTable(const Checkpoint& checkpoint, const ConfigText& config, const Family& family);

/// The number of layers that the config promises, and the key that says so; nullopt when no key does.
std::optional<std::pair<std::string, std::int64_t>> promisedLayers(const ConfigText& config,
                                                                   const Family& family);

} // namespace layerloom::core
