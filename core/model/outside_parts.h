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

/// What a model keeps outside its layers for each of them.
struct OutsideParts {
    std::vector<OutsideTensor> tensors;
    std::vector<LayerGroup> groups;
};

/// Those that layer_rules.json knows, and guesses: see outside_parts.cpp for what speaks for one.
OutsideParts findOutsideParts(const Checkpoint& checkpoint, const ConfigText& config, const Family& family,
                              const LayerTable& table);

} // namespace layerloom::core
