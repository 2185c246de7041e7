#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends keys of config.json that go by the position of layers and cannot describe the stack (P14, P23), tensors with
/// a part for each layer that cannot be taken apart (P33), computations that depend on the depth (P35), and a last layer
/// whose type the loader fixes (P13). Returns false when a key cannot be carried over at all: config.json may then fail
/// to tell the kinds of layers apart.
bool findRuleProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
