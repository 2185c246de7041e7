#pragma once

#include "core/engine/torch/linear.h"
#include "core/model/hyper_parameters.h"

namespace layerloom::core {

/// RMSNorm or LayerNorm of `input` over its last dimension; `input` itself when the layer has no such norm.
at::Tensor normed(const at::Tensor& input, const NormWeights& norm, const HyperParameters& traits);

} // namespace layerloom::core
