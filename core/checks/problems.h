#pragma once

#include "core/checks/problem.h"

namespace layerloom::core {

/// All problems of a stack, errors first, then by position. Errors make a merge impossible.
/// At most 1 ms for 1,000 layers in 200 slices.
std::vector<Problem> problems(const Stack& stack);

} // namespace layerloom::core
