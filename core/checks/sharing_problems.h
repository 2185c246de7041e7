#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends P32 where layers that share keys and values are separated from the layers they share with. Covers trailing
/// layers that use those of an earlier layer (num_kv_shared_layers) and groups of neighbours (cla_share_factor).
void findSharingProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
