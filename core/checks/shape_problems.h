#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends layers that differ from those of the reference model in width (P01), numbers of heads (P02), or tensors and
/// their shapes (P03). Returns by source whether its layers have such a problem.
std::vector<bool> findShapeProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
