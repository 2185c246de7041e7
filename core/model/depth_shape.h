#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace layerloom::core {

/// How a tensor outside the layers holds a part for each of them, one behind the other: a rule of layer_rules.json that
/// names a `tensor` in place of a form. Which families have such tensors: Family::depthShapedTensors.
struct DepthShape {
    std::string tensor; ///< the end of its name, without ".weight": "embed_tokens_per_layer"
    std::size_t axis = 0; ///< the one along which the parts follow each other
    std::string key; ///< config key that holds the extent of one part along it
};

/// All such rules of layer_rules.json.
const std::vector<DepthShape>& depthShapes();

} // namespace layerloom::core
