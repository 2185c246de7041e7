#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// The stack's slices so trimmed that every block's output index and layer number are equal modulo `period`: each
/// slice grows or shrinks at its input side, whichever takes fewer layers.
Blocks alignedTo(const Stack& stack, std::size_t period);

/// Appends P13: layer types that follow the position and would change, a `layer_types` written on purpose that does not
/// fit, and lists with one entry a layer that a source lacks.
void findPositionProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
