#pragma once

#include "core/checkpoint/checkpoint.h"

namespace layerloom::core {

/// True when two tensors of a checkpoint have one dtype and the same bytes. Reads samples first, so that tensors that
/// differ are told apart without reading them. Throws Error{Io}.
bool areEqual(const Checkpoint& checkpoint, const TensorInfo& a, const TensorInfo& b);

} // namespace layerloom::core
