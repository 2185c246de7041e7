#pragma once

#include "core/stack/depth_tensors.h"

namespace layerloom::core {

/// Adds the groups of tensors of which each layer has its own, outside the layers: "value_embeds.3.weight" goes to the
/// places where layer 3 stands. REQUIRES: the config's model is there.
void addLayerGroups(const Stack& stack, DepthTensors& found);

} // namespace layerloom::core
