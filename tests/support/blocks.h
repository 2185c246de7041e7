#pragma once

#include "core/stack/stack.h"

#include <vector>

namespace layerloom::tests {

/// A layer of a source, for writing stacks in tests.
struct SourceLayer {
    core::SourceIndex source;
    core::LayerIndex layer;
};

/// Unscaled blocks of these layers.
inline core::Blocks blocksOf(const std::vector<SourceLayer>& layers)
{
    core::Blocks blocks;
    for (const auto& [source, layer] : layers)
        blocks.push_back({source, layer, {}, false});
    return blocks;
}

} // namespace layerloom::tests
