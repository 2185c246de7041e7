#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends problems of embeddings, final norm and head (P09, P10, P40) and of the tokenizer (P16).
void findPartProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
