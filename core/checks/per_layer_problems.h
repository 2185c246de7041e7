#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

namespace layerloom::core {

/// Keys and tensors that look as if they had a part for each layer, where no rule and no choice of the user says whether
/// they go with the layers; and what the files beside config.json say of layers that cannot be carried over.
void findPerLayerProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
