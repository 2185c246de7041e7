#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/model/config_text.h"
#include "core/model/depth_shape.h"

#include <vector>

namespace layerloom::core {

struct Family;
struct LayerTable;

/// A tensor outside the layers that holds a part for each of them.
struct OutsideTensor {
    TensorIndex tensor = 0;
    DepthShape shape;
};

/// The tensors outside a model's layers that have a part for each layer.
struct OutsideParts {
    std::vector<OutsideTensor> tensors;
    std::vector<LayerGroup> groups;
};

/// Finds those of layer_rules.json, and guesses; outside_parts.cpp states the evidence for a guess.
OutsideParts findOutsideParts(const Checkpoint& checkpoint, const ConfigText& config, const Family& family,
                              const LayerTable& table);

} // namespace layerloom::core
