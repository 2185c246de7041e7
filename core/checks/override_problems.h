#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Values of config.json that a document sets on purpose and must not set (core/stack/overrides.h).
void findOverrideProblems(const Stack& stack, std::vector<Problem>& problems);

} // namespace layerloom::core
