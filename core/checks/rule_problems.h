#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <vector>

namespace layerloom::core {

/// Appends problems of keys of config.json that depend on layer positions and cannot describe the stack (P14, P23), of
/// tensors with a part for each layer whose parts cannot be gathered (P33), of computations that depend on the depth
/// (P35), and of a last layer of another type than the loader gives the last one (P13). Returns false when a key cannot be
/// carried over at all: config.json may then fail to distinguish the kinds of layers.
bool findRuleProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
