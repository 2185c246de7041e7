#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends P34 for each source whose weights are packed in another way than the written config.json says. `misfits`,
/// by source, comes from findShapeProblems(): such a source is reported there.
void findQuantizationProblems(const StackFacts& facts, const std::vector<bool>& misfits,
                              std::vector<Problem>& problems);

} // namespace layerloom::core
