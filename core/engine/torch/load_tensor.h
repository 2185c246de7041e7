#pragma once

#include "core/engine/runner.h"

#include <ATen/core/Tensor.h>

namespace layerloom::core {

/// Reads a tensor into `target`, piece by piece: scaled in its own type, then converted to the target's.
/// REQUIRES: target is contiguous and has as many elements.
void loadInto(const at::Tensor& target, const WeightSource& source);

/// A new tensor of the source's shape with its values.
at::Tensor loaded(const WeightSource& source, const at::TensorOptions& options);

/// 0 for an undefined tensor.
std::uint64_t bytesOf(const at::Tensor& tensor);

} // namespace layerloom::core
