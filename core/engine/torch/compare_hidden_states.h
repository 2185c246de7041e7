#pragma once

#include "core/engine/torch/torch_hidden_state.h"

#include <functional>
#include <vector>

namespace layerloom::core {

/// See Runner::compare(). `states`: equal shapes [tokens, hidden]. `check` is called between pieces of work.
HiddenStateComparison compareHiddenStates(const std::vector<at::Tensor>& states,
                                          const std::function<void()>& check);

} // namespace layerloom::core
