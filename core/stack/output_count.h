#pragma once

#include "core/stack/stack.h"

namespace layerloom::core {

/// How the config.json of `donor`, which the stack is written with, counts the layers. For a config.json without weights:
/// how it counts layers whose names have the prefix of the first block's model.
LayerCount outputCount(const Stack& stack, const Model& donor);

} // namespace layerloom::core
