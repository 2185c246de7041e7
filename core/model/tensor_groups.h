#pragma once

#include "core/checkpoint/checkpoint.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// Tensors whose names begin with `prefix` + N + ".", N the first number among the parts of their names.
struct TensorGroup {
    std::string_view prefix; ///< "model.layers."; lives in the checkpoint
    /// N -> indices into Checkpoint::tensors(), by name.
    std::map<std::uint32_t, std::vector<TensorIndex>> members;
    std::uint64_t bytes = 0;
};

/// All such groups, sorted by prefix. Numbers that exceed the number of tensors are ignored.
std::vector<TensorGroup> tensorGroups(const Checkpoint& checkpoint);

/// True for a prefix whose last part is a usual name of a stack of layers: "layers.", "h.", "blocks.", …
bool isNamedLikeAStack(std::string_view prefix);

} // namespace layerloom::core
