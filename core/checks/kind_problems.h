#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends P31 for each layer whose tensors differ from those the loader expects at its position, where no key of
/// config.json tells the kinds of layers apart. `hasError`, by block: another error is about it already, so it gets no
/// second one. Call it only if config.json's rules can be carried over: a broken one may be what tells the kinds apart.
void findKindProblems(const StackFacts& facts, const std::vector<bool>& hasError,
                      std::vector<Problem>& problems);

} // namespace layerloom::core
