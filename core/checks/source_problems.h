#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends problems of sources: an empty stack (P26), sources that cannot be used (P07) or are gone (P08), layers that
/// do not exist (P05), quantized layers (P15), custom code (P22), files of weights that are not read (P41).
void findSourceProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
