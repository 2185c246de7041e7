#pragma once

#include "core/checkpoint/dtype.h"
#include "core/model/run_traits.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace layerloom::core {

/// A tensor that can be read: the engine asks for its bytes piece by piece and converts them.
struct WeightSource {
    std::string name; ///< of a layer's tensor behind "model.layers.N.": "self_attn.q_proj.weight"
    std::vector<std::uint64_t> shape;
    FloatType type = FloatType::F32;
    double scale = 1; ///< multiplied in the tensor's own type, as a merge would write it
    /// Fills a buffer with the bytes from an offset on; may throw Error, {Cancelled} too.
    std::function<void(std::span<std::byte> buffer, std::uint64_t offset)> read;
};

/// Weights of a layer, of the embeddings or of a head, converted and on their device. Immutable.
class Weights {
public:
    virtual ~Weights() = default;
    virtual std::uint64_t bytes() const = 0;
};
using WeightsPointer = std::shared_ptr<const Weights>;

/// What flows between layers: for `rows` texts of `columns` tokens each a vector for every token. Immutable, so states can
/// be kept and gone on from as often as wanted.
class HiddenState {
public:
    virtual ~HiddenState() = default;
    virtual std::size_t rows() const = 0;
    virtual std::size_t columns() const = 0;
    /// Place in the text of the first column.
    virtual std::size_t position() const = 0;
    virtual std::uint64_t bytes() const = 0;
};
using HiddenStatePointer = std::shared_ptr<const HiddenState>;

/// Keys and values that one place of a stack has seen. A layer that stands at two places has two.
class KeyValueCache {
public:
    virtual ~KeyValueCache() = default;
    virtual std::uint64_t bytes() const = 0;
};

/// How states differ, n × n row by row, symmetric, each a mean over all tokens.
struct HiddenStateComparison {
    std::size_t states = 0;
    std::vector<double> angles; ///< arccos of the cosine, divided by π
    std::vector<double> cosines; ///< 1 − cosine of a layer's input and output is its block influence

    double angle(std::size_t a, std::size_t b) const { return angles[a * states + b]; }
    double cosine(std::size_t a, std::size_t b) const { return cosines[a * states + b]; }
};

/// Runs layers on one device in one type. The layers may come from any checkpoints whose hidden sizes agree. One thread may
/// prepare weights while another runs; else not thread-safe. Must not outlive its Engine. Functions throw Error.
class Runner {
public:
    virtual ~Runner() = default;

    /// The type that is computed in.
    virtual FloatType computeType() const = 0;
    /// `check` is called between pieces of long work, on the thread that runs; what it throws ends that work.
    virtual void setInterrupt(std::function<void()> check) = 0;

    /// Reads and converts a layer's tensors; those that no name of `traits` means are not read. Throws Error{Unsupported}
    /// naming a tensor that is missing or whose shape does not fit.
    virtual WeightsPointer prepareLayer(const RunTraits& traits,
                                        const std::vector<WeightSource>& tensors) = 0;
    /// Token embeddings first; then, when there are any, positions.
    virtual WeightsPointer prepareEmbeddings(const RunTraits& traits,
                                             const std::vector<WeightSource>& tensors) = 0;
    /// The tensors of the final norm, and of the head unless it is `tiedTo` embeddings.
    virtual WeightsPointer prepareHead(const RunTraits& traits, const std::vector<WeightSource>& norm,
                                       const std::vector<WeightSource>& head, WeightsPointer tiedTo) = 0;

    /// `tokens` are `rows` texts of equal length one after the other; shorter ones are filled up at their end with any
    /// token, which changes nothing before it. `position` is the place of the first column.
    /// Throws Error{Mismatch} for a token that the vocabulary lacks or a place past the last learned position.
    virtual HiddenStatePointer embed(const RunTraits& traits, const Weights& embeddings,
                                     std::span<const std::int32_t> tokens, std::size_t rows,
                                     std::size_t position = 0) = 0;
    /// The state after a layer. With a cache the layer also sees what that cache holds, and adds to it.
    /// REQUIRES: without a cache state.position() is 0; with one it is what the cache has seen.
    virtual HiddenStatePointer run(const RunTraits& traits, LayerRole role, const Weights& layer,
                                   const HiddenState& state, KeyValueCache* cache = nullptr) = 0;
    virtual std::unique_ptr<KeyValueCache> makeCache() = 0;

    /// −ln p of every token but the first of each row, given those before it: rows × (columns − 1) values, row by row.
    /// REQUIRES: `tokens` are those the state was made of.
    virtual std::vector<double> losses(const RunTraits& traits, const Weights& head, const HiddenState& state,
                                       std::span<const std::int32_t> tokens) = 0;
    /// Logits of `count` columns from `first` on: rows × count × vocabulary.
    virtual std::vector<float> logits(const RunTraits& traits, const Weights& head, const HiddenState& state,
                                      std::size_t first, std::size_t count) = 0;
    /// Every state with every other. REQUIRES: states of equal shape. Equal states have angle 0 exactly.
    virtual HiddenStateComparison compare(std::span<const HiddenStatePointer> states) = 0;
    /// rows × columns × hidden numbers.
    virtual std::vector<float> values(const HiddenState& state) = 0;
};

} // namespace layerloom::core
