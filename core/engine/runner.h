#pragma once

#include "core/base/matrix.h"
#include "core/checkpoint/dtype.h"
#include "core/model/hyper_parameters.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace layerloom::core {

/// A weight tensor that the runner reads piece by piece and converts to its compute type.
struct WeightSource {
    std::string name; ///< of a layer's tensor without "model.layers.N.": "self_attn.q_proj.weight"
    std::vector<std::uint64_t> shape;
    FloatType type = FloatType::F32;
    double scale = 1; ///< multiplied in the tensor's own type, as a merge would write it
    /// Fills a buffer with the tensor's bytes from an offset on; may throw Error, {Cancelled} too.
    std::function<void(std::span<std::byte> buffer, std::uint64_t offset)> read;
};

/// Weights of a layer, of the embeddings or of a head, in the compute type and on the device. Immutable.
class Weights {
public:
    virtual ~Weights() = default;
    virtual std::uint64_t bytes() const = 0;
};
using WeightsPointer = std::shared_ptr<const Weights>;

/// The hidden state (residual stream) between two layers: [rows, columns, hidden size] numbers for `rows`
/// texts of `columns` tokens. Immutable, so that several continuations can start from one.
class HiddenState {
public:
    virtual ~HiddenState() = default;
    virtual std::size_t rows() const = 0;
    virtual std::size_t columns() const = 0;
    /// Position in the text of the first column.
    virtual std::size_t position() const = 0;
    virtual std::uint64_t bytes() const = 0;
};
using HiddenStatePointer = std::shared_ptr<const HiddenState>;

/// Attention keys and values of one position of a stack. A layer that occurs twice in a stack has two.
class KeyValueCache {
public:
    virtual ~KeyValueCache() = default;
    virtual std::uint64_t bytes() const = 0;
};

/// Differences between n hidden states: n × n matrices of means over all tokens. Exactly symmetric on every machine; the
/// values may differ in their last bits between processors and devices.
struct HiddenStateComparison {
    /// Angular distance arccos(cos(x, y)) / π, in [0, 1] (Gromov et al., arXiv 2403.17887).
    Matrix angles;
    /// Cosine similarity; 1 − that of a layer's input and output is its block influence (ShortGPT, arXiv 2403.03853).
    Matrix cosines;
};

/// Runs layers on one device in one compute type. The layers may come from any checkpoints of one hidden
/// size. Weights, states and caches are those of the same runner; the caller owns what is returned. One
/// thread may prepare weights while another runs; not thread-safe otherwise. Must not outlive its Engine.
/// Functions throw Error, OutOfMemory too.
class Runner {
public:
    virtual ~Runner() = default;

    /// The type of activations and weights; softmax, norms and logits are computed in single precision.
    virtual FloatType computeType() const = 0;
    /// `check` is called between pieces of long work, on the thread that runs; an exception it throws ends
    /// that work.
    virtual void setInterrupt(std::function<void()> check) = 0;

    /// Reads and converts a layer's tensors, except those that `traits` does not name. Throws
    /// Error{Unsupported} naming a tensor that is missing or has an unexpected shape.
    virtual WeightsPointer prepareLayer(const HyperParameters& traits,
                                        const std::vector<WeightSource>& tensors) = 0;
    /// `tensors`: token embeddings [vocabulary, hidden], then learned positions, if any.
    virtual WeightsPointer prepareEmbeddings(const HyperParameters& traits,
                                             const std::vector<WeightSource>& tensors) = 0;
    /// The tensors of the final norm, and of the head unless it shares the matrix of the embeddings `tiedTo`
    /// (else null).
    virtual WeightsPointer prepareHead(const HyperParameters& traits, const std::vector<WeightSource>& norm,
                                       const std::vector<WeightSource>& head, WeightsPointer tiedTo) = 0;

    /// `tokens`: `rows` texts of equal length one after the other; shorter ones are padded at their end with
    /// any token, which does not affect the tokens before it. `position`: that of the first column. Throws
    /// Error{Mismatch} for a token outside the vocabulary or a position after the last learned one.
    virtual HiddenStatePointer embed(const HyperParameters& traits, const Weights& embeddings,
                                     std::span<const std::int32_t> tokens, std::size_t rows,
                                     std::size_t position = 0) = 0;
    /// The state after a layer. With a cache the layer also attends to the cached tokens, and adds its own to
    /// the cache. REQUIRES: state.position() is the number of cached tokens, 0 without a cache.
    virtual HiddenStatePointer run(const HyperParameters& traits, LayerRole role, const Weights& layer,
                                   const HiddenState& state, KeyValueCache* cache = nullptr) = 0;
    virtual std::unique_ptr<KeyValueCache> makeCache() = 0;

    /// Cross-entropy −ln p(token | tokens before it), in nats, of every token but the first of each row: rows
    /// × (columns − 1) values, row-major. REQUIRES: `state` was made of `tokens`.
    virtual std::vector<double> losses(const HyperParameters& traits, const Weights& head,
                                       const HiddenState& state, std::span<const std::int32_t> tokens) = 0;
    /// Logits of `count` columns from `first` on: [rows, count, vocabulary], row-major.
    virtual std::vector<float> logits(const HyperParameters& traits, const Weights& head,
                                      const HiddenState& state, std::size_t first, std::size_t count) = 0;
    /// Compares every state with every other. Equal states have angle 0 and cosine 1 exactly. REQUIRES: states of equal
    /// shape.
    virtual HiddenStateComparison compare(std::span<const HiddenStatePointer> states) = 0;
    /// The numbers of a state: [rows, columns, hidden size], row-major.
    virtual std::vector<float> values(const HiddenState& state) = 0;
};

} // namespace layerloom::core
