#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <string_view>
#include <vector>

namespace layerloom::core {

/// True for keys that count the dense layers before the mixtures of experts.
bool isDenseCount(std::string_view key);

/// Appends P14 when dense layers do not all stand at the start, or when the count `key`, written on purpose, is not
/// that of the output. False when neither is the case.
bool findDenseProblem(const StackFacts& facts, std::string_view key, std::vector<Problem>& problems);

/// Appends P24: layers that are stored past those config.json counts.
void findOrderProblems(const StackFacts& facts, std::vector<Problem>& problems);

} // namespace layerloom::core
