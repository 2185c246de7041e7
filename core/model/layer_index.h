#pragma once

#include "core/base/index.h"

namespace layerloom::core {

/// Index into LayerTable::layers: a layer of a model, counted from 0.
using LayerIndex = Index<struct LayerTag>;

/// Layers [begin, end) of a model.
struct LayerRange {
    LayerIndex begin = 0;
    LayerIndex end = 0;
    bool operator==(const LayerRange&) const = default;
};

} // namespace layerloom::core
