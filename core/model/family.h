#pragma once

#include "core/model/config_text.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace layerloom::core {

/// A config key that refers to layers by position and is not supported yet.
struct UnsupportedKey {
    std::string key;
    std::vector<std::string> harmless; ///< raw values without effect, besides null, false, [] and {}
    std::string unlessKey; ///< a per-layer list that overrides it when present
};

/// The shape that the config states for tensors whose names end in `.suffix`, in the sizes of shape_conflict.h:
/// hidden, intermediate, vocabulary, query, keyValue, queryKeyValue, and "3*hidden".
struct ShapeRule {
    std::string suffix;
    std::vector<std::string> extents;
};

/// The entry of families.json for one model family. Names of parts are without ".weight" and without the root before them
/// (parts.h). Several names are alternatives or belong together: all that exist are used.
struct Family {
    std::string name; ///< "llama": the model_type of config.json; empty for an unknown one
    std::vector<std::string> embeddings; ///< "embed_tokens"
    std::vector<std::string> norm; ///< "norm"
    std::vector<std::string> head; ///< of language models: "lm_head"
    std::vector<std::string> taskHeads; ///< of other tasks: "score"
    std::vector<std::string> countKeys; ///< config keys that hold the number of layers
    std::vector<std::string> rareCountKeys; ///< those that count only where no other key does
    std::vector<std::string> encoderCountKeys; ///< those of encoders: "encoder_layers"
    std::vector<std::string> decoderCountKeys; ///< those of decoders: "decoder_layers"
    std::map<std::string, std::int64_t>
        countFactors; ///< countKeys that hold a multiple of the number of layers
    bool plainCountsDecoder = false; ///< beside the keys of encoder and decoder, countKeys are the decoder's
    bool decoderCountDefaults =
        false; ///< countKeys are the encoder's; without a key of its own the decoder's too
    std::vector<std::string> perLayerKeys; ///< config arrays with one entry a layer (layer_types, …)
    std::vector<std::string> residualWriters; ///< substrings of tensors that write to the residual: "o_proj"
    std::vector<std::string> buffers; ///< substrings of tensors that are no parameters: "rotary_emb.inv_freq"
    /// Substrings of buffers that loaders need like weights, and do not count: "e_score_correction_bias".
    std::vector<std::string> uncounted;
    std::vector<ShapeRule> shapes;
    bool tiedByDefault = false; ///< for a config without tie_word_embeddings
    bool headSizeMustBeSaid = false; ///< without head_dim the head size is not hidden_size / heads
    int positionalPeriod =
        0; ///< > 1: the layer type follows the position with this period unless layer_types says
    int positionalPhase = -1; ///< position of the full layer in its period, from 0; -1 is the last
    std::string positionalPeriodKey; ///< config key of the period (sliding_window_pattern), may be empty
    /// Type of the layers that stand elsewhere in their period; those at the phase are "full_attention".
    std::string positionalType;
    /// Substrings of tensors that belong to the first position of the stack, independent of the layer there.
    std::vector<std::string> firstPlaceTensors;
    /// Substrings of tensors outside the layers whose shape grows with their number.
    std::vector<std::string> depthShapedTensors;
    std::string lastLayerType; ///< the type that the loader gives the last layer, regardless of the config
    /// Config keys of a factor that is divided by the square root of the number of layers.
    std::vector<std::string> rootDepthFactors;
    std::string
        depthTrait; ///< what a layer computes from its position and the depth, as text; empty: nothing
    /// A changed stack of a checkpoint with one of them in force is a problem naming the key: unfollowedKeys().
    std::vector<UnsupportedKey> unsupportedKeys;
};

/// The families of families.json, which is compiled into the program.
const std::vector<Family>& knownFamilies();

/// The family for a config.json's model_type; for an unknown one a family whose lists hold common names
/// (num_hidden_layers and its aliases, lm_head, …).
const Family& familyFor(std::string_view modelType);

/// Keys of the family's unsupportedKeys that have an effect in `config`, as full keys.
std::vector<std::string> unfollowedKeys(const ConfigText& config, const Family& family);

/// True for a tensor that counts as parameters: none of the family's buffers, uncounted ones included.
bool isCounted(std::string_view name, const Family& family);

/// True for a tensor that belongs to the first position of the stack: firstPlaceTensors.
bool isFirstPlaceTensor(std::string_view name, const Family& family);

/// Where the full layer stands in a period, counted from 0. REQUIRES: period > 0.
std::size_t positionalPhase(std::size_t period, const Family& family);

/// The period that the types of the layers follow by position; 0 when they do not, or when `config` lists them.
int positionalPeriod(const ConfigText& config, const Family& family);

} // namespace layerloom::core
