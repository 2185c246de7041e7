#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends P39 where the number of layers changes and no key of config.json states it, the key that follows holds a
/// multiple of it, or two keys contradict each other.
void findCountProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
