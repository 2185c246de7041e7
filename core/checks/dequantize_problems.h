#pragma once

#include "core/checks/problem.h"
#include "core/checks/stack_facts.h"

#include <optional>
#include <vector>

namespace layerloom::core {

/// Appends P43 for each source that is to be dequantized and cannot be.
void findDequantizeProblems(const StackFacts& facts, std::vector<Problem>& problems);

/// A fix that dequantizes all quantized sources; nullopt when there is none, or one of them cannot be dequantized.
std::optional<Fix> dequantizeFix(const Stack& stack);

/// The stack after that fix; nullopt as there.
std::optional<Stack> dequantizedStack(const Stack& stack);

} // namespace layerloom::core
