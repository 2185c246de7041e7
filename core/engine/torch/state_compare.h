#pragma once

#include "core/engine/torch/torch_state.h"

#include <vector>

namespace layerloom::core {

/// What Runner::compare() promises.
StateComparison compareStates(const std::vector<at::Tensor>& states);

} // namespace layerloom::core
