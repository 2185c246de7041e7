#pragma once

#include "core/engine/torch/layer_weights.h"

#include <functional>

namespace layerloom::core {

/// What a layer's feed-forward part, or its experts, add to the state: of `input` ([tokens, hidden], already normed).
/// `check` is called between pieces of work.
at::Tensor feedForward(const RunTraits& traits, const LayerWeights& layer, const at::Tensor& input,
                       const std::function<void()>& check);

} // namespace layerloom::core
