#pragma once

#include "core/base/result.h"
#include "core/model/run_traits.h"
#include "core/stack/stack.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace layerloom::core {

/// One place of a stack that can be run.
struct RunnableBlock {
    std::shared_ptr<const Model> model;
    std::shared_ptr<const RunTraits> own; ///< of that model: where its weights are
    std::uint32_t layer = 0;
    LayerRole role; ///< what the model's config says of that layer, wherever it stands
    std::vector<Scale> scales; ///< none when all are 1

    /// True when both need the same weights.
    bool hasWeightsOf(const RunnableBlock& other) const
    {
        return model == other.model && layer == other.layer && scales == other.scales;
    }
    /// True when both do the same to a state.
    bool operator==(const RunnableBlock& other) const { return hasWeightsOf(other) && role == other.role; }
};

/// Tensors outside the layers, and the model they are taken from.
struct RunnablePart {
    std::shared_ptr<const Model> model;
    std::vector<std::uint32_t> tensors; ///< indices into its checkpoint's tensors
    bool operator==(const RunnablePart&) const = default;
};

/// A stack that can be run without being written: as the checkpoint would run that a merge with dtypes kept makes of it.
struct RunnableStack {
    RunTraits traits; ///< of the output: what its config says of all layers
    std::vector<RunnableBlock> blocks;
    RunnablePart embeddings; ///< of tokens first, then of positions
    RunnablePart norm;
    RunnablePart head; ///< what is not shared with the embeddings when these are tied
};

/// What is needed to run a stack. Fails with Unsupported or Mismatch and a sentence: a family that cannot be run, layers
/// of several hidden sizes, tensors that are packed, a source that is missing, no blocks.
Result<RunnableStack> prepareRun(const Stack& stack);

/// A model as it is: its own layers in their order.
Result<RunnableStack> prepareRun(const std::shared_ptr<const Model>& model);

} // namespace layerloom::core
