#pragma once

#include "core/engine/runner.h"
#include "core/engine/torch/linear.h"

#include <vector>

namespace layerloom::core {

/// A feed-forward part: gate and up lie in one matrix, the gate first; without a gate it is up alone.
struct MlpWeights {
    Linear gateUp;
    Linear down;
    bool isGated = false;
    bool isThere() const { return down.isThere(); }
};

/// A layer in one form, whatever its family: queries, keys and values stacked in one matrix.
struct LayerWeights final : Weights {
    NormWeights attentionNorm, attentionPostNorm, mlpNorm, mlpPostNorm, queryNorm, keyNorm;
    Linear attention; ///< all queries, all keys, all values
    Linear output;
    MlpWeights mlp; ///< not there in a layer of experts
    Linear router;
    std::vector<MlpWeights> experts;
    MlpWeights sharedExpert;
    Linear sharedRouter;
    std::uint64_t size = 0;

    std::uint64_t bytes() const override { return size; }
};

struct EmbeddingWeights final : Weights {
    at::Tensor tokens;
    at::Tensor positions; ///< undefined without learned positions

    std::uint64_t bytes() const override;
};

struct HeadWeights final : Weights {
    NormWeights norm;
    Linear matrix;
    WeightsPointer tiedTo; ///< keeps the embeddings alive

    std::uint64_t bytes() const override;
};

/// Where weights go: a type on a device.
LayerWeights loadLayer(const RunTraits& traits, const std::vector<WeightSource>& tensors,
                       const at::TensorOptions& options);
EmbeddingWeights loadEmbeddings(const std::vector<WeightSource>& tensors, const at::TensorOptions& options);
HeadWeights loadHead(const std::vector<WeightSource>& norm, const std::vector<WeightSource>& head,
                     WeightsPointer tiedTo, const at::TensorOptions& options);

} // namespace layerloom::core
