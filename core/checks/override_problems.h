#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends P38 for each override of config.json that overrideFault() refuses: invalid JSON, keys that decide what code
/// runs, and keys that count layers. Needs no open source.
void findOverrideProblems(const Stack& stack, std::vector<Problem>& problems);

} // namespace layerloom::core
