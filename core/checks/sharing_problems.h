#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends P32: layers that share keys and values, parted from the layers they share with.
void findSharingProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
