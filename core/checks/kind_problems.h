#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends P31 for each block whose layer has other tensors than the loader expects at its position, where no key of
/// config.json distinguishes the kinds of layers. Blocks marked in `hasError` already have an error and are skipped.
/// REQUIRES: findRuleProblems() returned true; a key that cannot be carried over may be the one that distinguishes them.
void findKindProblems(const StackFacts& facts, const std::vector<bool>& hasError,
                      std::vector<Problem>& problems);

} // namespace layerloom::core
