#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Compares the layers of each donor with those of StackFacts::reference: width (P01), numbers of heads (P02), MLP size,
/// tensor names and shapes (P03; stored buffers are ignored). Appends one problem per run of blocks with the same
/// difference. Returns, by source, whether it is a misfit: one of its blocks has such a problem.
std::vector<bool> findShapeProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
