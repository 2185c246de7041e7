#pragma once

#include "core/stack/stack.h"

namespace layerloom::core {

/// What the config.json of `donor`, which the stack is written with, says of the number of layers. Of a config.json
/// without weights: what it says of layers that are named as those of the first block.
LayerCount outputCount(const Stack& stack, const Model& donor);

} // namespace layerloom::core
