#pragma once

#include "core/model/layer_rule.h"
#include "core/stack/stack.h"

namespace layerloom::core {

/// A rule of the config's model that depends on the positions of layers, applied to the order of a stack.
struct FollowedRule {
    LayerRule rule;
    SourceIndex source = 0; ///< gives the file that has the key
    std::string key; ///< full key in that file: "text_config.first_k_dense_replace"
    LayerValues
        values; ///< the value of each block's layer in its own model; empty when it cannot be determined
    /// Changes that make config.json say so; nullopt when the rule's form cannot.
    std::optional<std::vector<ConfigPatch>> patches;
    bool isOverridden = false; ///< the user set the key: no patches, but it must have these values
    bool isUndecided =
        false; ///< a guess that changes something; the user has not chosen whether it is followed
    std::size_t period = 0; ///< of a Period rule, in layers; 0 for other forms

    /// PerLayerChoice::name of this rule: the key, behind the file's name where that is not config.json.
    std::string name() const { return rule.file.empty() ? key : rule.file + ':' + key; }
};

/// Every rule in force in `written`, the config.json of the stack with the overrides of the user. Patches are to be
/// applied in this order. Guesses that are to stay as they are, or change nothing, are left out.
std::vector<FollowedRule> followRules(const Stack& stack, const ConfigText& written);

/// The same for the files beside config.json that are copied.
std::vector<FollowedRule> followSideRules(const Stack& stack);

/// The source that gives a file beside config.json.
SourceIndex sideFileSource(const Stack& stack, std::string_view file);

/// The values that the rules and per-layer lists in force in one config.json have for a layer, read from the config of
/// the layer's own model.
class LayerTraits {
public:
    LayerTraits(const Stack& stack, const ConfigText& written, const Family& family);

    /// A text that is equal for layers with the same value of every rule and list. REQUIRES: the source is there and has the layer.
    std::string of(SourceIndex source, LayerIndex layer) const;

private:
    std::vector<std::vector<LayerValues>> m_values; // by rule or list, by source
};

/// True when LayerTable::extraLayers of the config's model are written behind the last layer: config.json counts them.
bool carriesExtraLayers(const Stack& stack);

/// Tensors of layer 0 of the first block's model that belong to the first position, when another layer is there.
std::vector<TensorIndex> lentToFirstPlace(const Stack& stack);

} // namespace layerloom::core
