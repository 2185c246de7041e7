#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

namespace layerloom::core {

/// Appends P37 for keys and tensors that may have a part for each layer, where neither a rule nor a choice of the user
/// decides whether they go with the layers; and P23 for guessed keys of config.json and keys of the files beside it that
/// go with the layers but cannot describe the stack.
void findPerLayerProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
