#pragma once

#include "core/engine/torch/layer_weights.h"
#include "core/engine/torch/torch_hidden_state.h"

#include <functional>

namespace layerloom::core {

/// What one layer's attention is asked to do.
struct AttentionTask {
    const RunTraits& traits;
    LayerRole role;
    const LayerWeights& layer;
    const TorchHiddenState& state; ///< for rows, columns and places
    TorchCache* cache; ///< null: the state alone
    const std::function<void()>& check; ///< called between pieces of work
};

/// What attention adds to the state: of `input` ([tokens, hidden], already normed).
at::Tensor attention(const AttentionTask& task, const at::Tensor& input);

} // namespace layerloom::core
