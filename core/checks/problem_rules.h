#pragma once

#include "core/checks/problem.h"

#include <functional>
#include <string>
#include <vector>

namespace layerloom::core {

/// Blocks [begin, end) of one source with the same cause.
struct CauseRun {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t cause = 0;
};
/// The longest runs of neighbouring blocks of one source for which `cause` returns the same number, except 0 (none).
std::vector<CauseRun> causeRuns(const Stack& stack, const std::function<std::size_t(const Block&)>& cause);

/// A problem about blocks [begin, end).
Problem blockProblem(ProblemId id, Severity severity, std::string message, std::size_t begin,
                     std::size_t end);

/// A fix that changes the stack; `summary` names its undo step.
Fix editFix(std::string summary, Edits edits);
/// A fix that removes blocks [begin, end): "Remove these 16 layers".
Fix removeFix(std::size_t begin, std::size_t end);
/// The edit that overrides one value of config.json. `key` is the full key, `value` raw JSON.
Edit overrideEdit(const Stack& stack, std::string key, std::string value);
/// That edit as a fix.
Fix overrideFix(const Stack& stack, std::string summary, std::string key, std::string value);

} // namespace layerloom::core
