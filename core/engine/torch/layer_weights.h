#pragma once

#include "core/engine/runner.h"
#include "core/engine/torch/linear.h"

#include <vector>

namespace layerloom::core {

/// An MLP. Gate and up projection are one matrix, gate first; without a gate it is the up projection.
struct MlpWeights {
    Linear gateUp;
    Linear down;
    bool isGated = false;
    bool isThere() const { return down.isThere(); }
};

/// A layer in a form common to all families.
struct LayerWeights final : Weights {
    NormWeights attentionNorm, attentionPostNorm, mlpNorm, mlpPostNorm, queryNorm, keyNorm;
    Linear attention; ///< projection to all queries, all keys, all values
    Linear output; ///< projection of the attention's result
    MlpWeights mlp; ///< absent in a mixture of experts
    Linear router;
    std::vector<MlpWeights> experts;
    MlpWeights sharedExpert;
    Linear sharedRouter;
    std::uint64_t size = 0;

    std::uint64_t bytes() const override { return size; }
};

/// Embedding matrices.
struct EmbeddingWeights final : Weights {
    at::Tensor tokens;
    at::Tensor positions; ///< undefined without learned positions

    std::uint64_t bytes() const override;
};

/// Final norm and output projection.
struct HeadWeights final : Weights {
    NormWeights norm;
    Linear matrix;
    WeightsPointer tiedTo; ///< keeps the embeddings alive

    std::uint64_t bytes() const override;
};

/// Read and convert weights; `options`: their type and device. Throw as the functions of Runner.
LayerWeights loadLayer(const HyperParameters& traits, const std::vector<WeightSource>& tensors,
                       const at::TensorOptions& options);
EmbeddingWeights loadEmbeddings(const std::vector<WeightSource>& tensors, const at::TensorOptions& options);
HeadWeights loadHead(const std::vector<WeightSource>& norm, const std::vector<WeightSource>& head,
                     WeightsPointer tiedTo, const at::TensorOptions& options);

} // namespace layerloom::core
