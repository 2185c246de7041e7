#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// The stack's slices, trimmed so that the output index and the layer number of every block are equal modulo `period`:
/// each slice grows or shrinks at its input side, whichever takes fewer layers.
Blocks alignedTo(const Stack& stack, std::size_t period);

/// Appends P13: layer types that follow the position and would change, an override of `layer_types` that does not fit,
/// and lists with one entry per layer that a source lacks or that are too short.
void findPositionProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
