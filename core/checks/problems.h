#pragma once

#include "core/checks/problem.h"

namespace layerloom::core {

/// The problems of a stack, by severity (errors first), then by position. Errors make a merge impossible. While there are
/// refused overrides (P38) only they are reported. Problems of destinations are found by destinationProblems(), P36 by
/// mergeProblems().
/// At most 1 ms for 1,000 layers in 200 slices.
std::vector<Problem> problems(const Stack& stack);

} // namespace layerloom::core
