#pragma once

#include "core/base/result.h"
#include "core/model/hyper_parameters.h"
#include "core/stack/stack.h"
#include "core/transform/quantization.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace layerloom::core {

/// One block of a RunnableStack.
struct RunnableBlock {
    std::shared_ptr<const Model> model;
    std::shared_ptr<const HyperParameters> traits; ///< of the output: how its loader reads the weights
    LayerIndex layer = 0;
    LayerRole role; ///< of this place of the output
    std::vector<Scale> scales; ///< none when all are 1
    std::optional<Quantization> quantization {}; ///< of `quantized`; nullopt: none is
    std::vector<TensorIndex>
        quantized {}; ///< the layer's weights that run as they read after they were quantized

    /// True when both need the same weights.
    bool hasWeightsOf(const RunnableBlock& other) const
    {
        return model == other.model && layer == other.layer && scales == other.scales
            && quantization == other.quantization && quantized == other.quantized
            && haveOneLayout(*traits, *other.traits);
    }
    /// True when both change a state in the same way.
    bool operator==(const RunnableBlock& other) const { return hasWeightsOf(other) && role == other.role; }
};

/// Tensors outside the layers, and the model they are taken from.
struct RunnablePart {
    std::shared_ptr<const Model> model;
    std::vector<TensorIndex> tensors; ///< indices into its checkpoint's tensors
    bool operator==(const RunnablePart&) const = default;
};

/// A stack that can be run without writing it, by the config.json that a merge with dtypes kept would write: with the result
/// of that checkpoint. Of a stack that cannot be written each layer keeps the type of its own model.
struct RunnableStack {
    HyperParameters traits; ///< of the output, from its config, for all layers
    std::vector<RunnableBlock> blocks;
    RunnablePart embeddings; ///< of tokens first, then of positions
    RunnablePart norm;
    RunnablePart head; ///< without the tensors shared with tied embeddings
};

/// Resolves models, tensors and config for running a stack. Fails with Unsupported or Mismatch and a sentence: a family that
/// cannot be run, layers of different hidden sizes, packed tensors, a missing source, no blocks. With `quantize` it runs as
/// the file would that a merge quantizes; the first of quantizationProblems() is an error then.
Result<RunnableStack> prepareRun(const Stack& stack,
                                 const std::optional<Quantization>& quantize = std::nullopt);

/// The same for a model as it is.
Result<RunnableStack> prepareRun(const std::shared_ptr<const Model>& model);

} // namespace layerloom::core
