#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <string_view>
#include <vector>

namespace layerloom::core {

/// True for config keys that count the dense layers before the mixtures of experts (first_k_dense_replace, …).
bool isDenseCount(std::string_view key);

/// Appends P14 when dense layers do not all stand at the start, or when an override of the count `key` differs from the
/// number in the output. Returns whether it appended one.
bool findDenseProblem(const StackFacts& facts, std::string_view key, std::vector<Problem>& problems);

/// Appends P24 when the config's model stores layers past those that config.json counts: advice when they are written
/// behind the last layer of a changed stack, a warning when they are left out.
void findOrderProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
