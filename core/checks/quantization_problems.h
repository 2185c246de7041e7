#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends P34 for each donor whose weights are packed in another way than the written config.json states. `misfits`, by
/// source, comes from findShapeProblems(), which has reported them already; they are skipped.
void findQuantizationProblems(const StackFacts& facts, const std::vector<bool>& misfits,
                              std::vector<Problem>& problems);

} // namespace layerloom::core
