#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Advice on the order of layers, appended to `problems`: single layers that alternate (P19; iDUS), an output that does
/// not start or end as its model does (P06, P20), and repeats that are short or at the ends of a model (P21; RYS).
/// REQUIRES: the stack has blocks.
void findAdvice(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
