#pragma once

#include "core/engine/torch/linear.h"
#include "core/model/run_traits.h"

namespace layerloom::core {

/// The norm of `input` over its last dimension; `input` itself where a layer has no such norm.
at::Tensor normed(const at::Tensor& input, const NormWeights& norm, const RunTraits& traits);

} // namespace layerloom::core
