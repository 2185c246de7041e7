#pragma once

#include "core/engine/torch/layer_weights.h"

#include <functional>

namespace layerloom::core {

/// The output [tokens, hidden] of a layer's MLP or mixture of experts, which is added to the state. `input`:
/// [tokens, hidden], normalized. `check` is called between pieces of work.
at::Tensor feedForward(const HyperParameters& traits, const LayerWeights& layer, const at::Tensor& input,
                       const std::function<void()>& check);

} // namespace layerloom::core
