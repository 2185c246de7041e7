#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends conflicts that config.json cannot express for the models of the stack: names of architectures (P04), dtypes (P11),
/// rope_theta (P12), shapes of the weights (P25). `misfits`, by source, comes from findShapeProblems(): such sources
/// have a worse problem than their architecture's name.
void findConfigProblems(const StackFacts& facts, const std::vector<bool>& misfits,
                        std::vector<Problem>& problems);

} // namespace layerloom::core
