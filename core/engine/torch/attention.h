#pragma once

#include "core/engine/torch/layer_weights.h"
#include "core/engine/torch/torch_hidden_state.h"

#include <functional>

namespace layerloom::core {

/// The arguments of one layer's attention.
struct AttentionTask {
    const HyperParameters& traits;
    LayerRole role;
    const LayerWeights& layer;
    const TorchHiddenState& state; ///< for rows, columns and positions
    TorchCache* cache; ///< null: attend to the state alone
    const std::function<void()>& check; ///< called between pieces of work
};

/// The attention output [tokens, hidden] that is added to the state. `input`: [tokens, hidden], normalized.
at::Tensor attention(const AttentionTask& task, const at::Tensor& input);

} // namespace layerloom::core
