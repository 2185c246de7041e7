#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends problems of the config keys that count the layers (P39).
void findCountProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
