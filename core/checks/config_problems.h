#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends differences between the donors that one config.json and one dtype cannot express: names of architectures
/// (P04), main dtypes (P11), settings that change what layers compute and unknown keys (P12), and weights that do not
/// have the shapes or names that the written config.json describes (P25). `misfits`, by source, comes from
/// findShapeProblems(): P04 and the names of P25 are not reported for them.
void findConfigProblems(const StackFacts& facts, const std::vector<bool>& misfits,
                        std::vector<Problem>& problems);

} // namespace layerloom::core
