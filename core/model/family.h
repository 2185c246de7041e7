#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// What families.json knows of one model family beyond what the tensors say. Names are without ".weight"; a name
/// ending in "." is a prefix. Several names are alternatives or belong together: all that exist count.
struct Family {
    std::string name; ///< "llama": the model_type of config.json
    std::vector<std::string> embeddings; ///< "model.embed_tokens"
    std::vector<std::string> norm; ///< "model.norm"
    std::vector<std::string> head; ///< "lm_head"
    std::vector<std::string> countKeys; ///< config keys that hold the number of layers
    std::vector<std::string> perLayerKeys; ///< config arrays with one entry a layer (layer_types, …)
    std::vector<std::string> residualWriters; ///< substrings of the tensors that write to the residual: "o_proj"
    std::vector<std::string> buffers; ///< substrings of stored tensors that are no parameters: "rotary_emb.inv_freq"
    bool tiedByDefault = false; ///< what a config without tie_word_embeddings means
    int positionalPeriod = 0; ///< > 1: the layer type follows the position with this period unless layer_types says
    std::string positionalPeriodKey; ///< config key that holds the period (sliding_window_pattern), may be empty
    /// Config rules that cannot be followed yet; a changed stack of such a checkpoint is a problem naming the key.
    std::vector<std::string> unsupportedKeys;
};

/// The families known by name, from families.json compiled into the program.
const std::vector<Family>& knownFamilies();

/// The family for a config.json's model_type; for an unknown one a family whose lists hold what is common
/// (num_hidden_layers and its aliases, lm_head, …).
const Family& familyFor(std::string_view modelType);

}  // namespace layerloom::core
