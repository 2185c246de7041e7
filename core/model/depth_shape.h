#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// How a tensor outside the layers holds a part for each of them, one behind the other: a rule of layer_rules.json that
/// names a `tensor` in place of a form, or a guess of findOutsideParts().
struct DepthShape {
    std::string tensor; ///< what the name ends in, without ".weight": "embed_tokens_per_layer"
    std::size_t axis = 0; ///< along which the parts follow each other
    std::string
        key; ///< of config.json: the extent of one part along the axis; empty: 1, or what the tensor says
    std::size_t lead = 0; ///< parts before those of the layers: 1 where what enters the first layer has one
    bool isGuess = false; ///< the shape is the only evidence
    bool operator==(const DepthShape&) const = default;
};

/// Tensors outside the layers of which each of them has its own: "value_embeds.3.weight" is that of layer 3.
struct LayerGroup {
    std::string prefix; ///< "value_embeds."
    bool isGuess = false;
    bool operator==(const LayerGroup&) const = default;
};

/// All shapes of layer_rules.json.
const std::vector<DepthShape>& depthShapes();

/// The last parts of the prefixes of all groups in layer_rules.json: "value_embeds".
const std::vector<std::string>& layerGroupNames();

/// True when `name` is the weight that the rule is about, not one of the tensors that packing stores beside it.
bool isMeant(const DepthShape& rule, std::string_view name);

} // namespace layerloom::core
