#pragma once

#include "core/model/model.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

enum class NormKind { Rms, Layer };
enum class Activation { Silu, Gelu, GeluTanh, Relu };
enum class RopeScaling { None, Linear, Llama3, Yarn };

/// Rotary positions: how fast each pair of numbers of a head turns. A pair is (i, i + size / 2).
struct Rope {
    double base = 10'000;
    std::uint32_t size = 0; ///< how many numbers of a head turn; 0: the model has no rotary positions
    RopeScaling scaling = RopeScaling::None;
    double factor = 1;
    double lowFactor = 1; ///< Llama3
    double highFactor = 4; ///< Llama3
    double originalPositions = 0; ///< Llama3, Yarn: positions that the model knew before
    double betaFast = 32; ///< Yarn
    double betaSlow = 1; ///< Yarn
    bool truncate = true; ///< Yarn: the ends of its ramp are whole numbers
    double attentionFactor = 1; ///< Yarn: multiplies sine and cosine
    bool operator==(const Rope&) const = default;
};

/// How a layer's query, key and value lie in one tensor.
enum class FusedOrder {
    None, ///< three tensors
    Stacked, ///< all queries, then all keys, then all values
    PerHead, ///< query, key and value of the first head, then of the second, …
};

/// Where a layer keeps its weights: names behind "model.layers.N.", without ".weight". An empty name: there is none.
/// A tensor that a layer does not have is not computed with (a bias, a norm of the queries).
struct LayerNames {
    std::string attentionNorm; ///< before the attention
    std::string attentionPostNorm; ///< applied to the output of the attention
    std::string mlpNorm;
    std::string mlpPostNorm;
    std::string query, key, value;
    std::string fusedAttention; ///< in place of the three
    std::string output;
    std::string queryNorm, keyNorm;
    std::string gate, up, down;
    std::string fusedMlp; ///< gate, then up, in one tensor
    std::string router;
    std::string experts; ///< "mlp.experts": "mlp.experts.3.gate_proj" is a gate
    std::string expertGate, expertUp, expertDown;
    std::string sharedGate, sharedUp, sharedDown; ///< of the expert that every token sees
    std::string sharedRouter;
    bool operator==(const LayerNames&) const = default;
};

/// The settings of a layer by its index in its own model, independent of its position in a stack.
struct LayerRole {
    bool isSliding = false; ///< sees only the last HyperParameters::window tokens, and turns by localRope
    bool operator==(const LayerRole&) const = default;
};

/// The hyperparameters of a model from config.json and its family.
struct HyperParameters {
    std::uint32_t hidden = 0;
    std::uint32_t heads = 0;
    std::uint32_t keyValueHeads = 0;
    std::uint32_t headSize = 0;
    std::uint32_t vocabulary = 0;
    NormKind norm = NormKind::Rms;
    double normOffset = 0; ///< added to the weights of RMS norms (gemma: 1)
    double epsilon = 1e-6;
    Activation activation = Activation::Silu;
    bool parallelResidual = false; ///< attention and MLP read the same state
    bool isTransposed = false; ///< matrices lie as [in, out] (gpt2)
    FusedOrder fused = FusedOrder::None;
    double attentionScale = 1; ///< of query · key
    double attentionSoftcap = 0; ///< 0: none
    double logitSoftcap = 0;
    double embeddingScale = 1;
    std::uint32_t window = 0; ///< tokens a sliding layer sees, its own among them
    Rope rope;
    Rope localRope; ///< of sliding layers
    std::uint32_t expertsPerToken = 0;
    bool renormalize = false; ///< the weights of the chosen experts sum to one
    bool isTied = false; ///< the head is the embeddings
    LayerNames names;
    std::vector<LayerRole> layers; ///< one for each layer of the model
    bool operator==(const HyperParameters&) const = default;
};

/// True when both read a layer's tensors in the same way.
bool haveOneLayout(const HyperParameters& left, const HyperParameters& right);

/// True when layers of this family (config.json's model_type) can be run.
bool canRun(std::string_view modelType);

/// How `model` runs. `config` and `layers` are its own, or those that a stack gives it; of a layer only the type counts.
/// Throws Error{Unsupported} with a sentence for a family or a setting that cannot be run (it can still be merged), and
/// Error{Corrupt} for a config without a required value.
HyperParameters readHyperParameters(const Model& model, const ConfigText& config,
                                    const std::vector<Layer>& layers);
HyperParameters readHyperParameters(const Model& model);

} // namespace layerloom::core
