#pragma once

#include "core/checks/problem.h"

#include <functional>
#include <string>
#include <vector>

namespace layerloom::core {

/// Runs of neighbouring blocks of one source for which `cause` (by block) is the same and not 0.
struct CauseRun {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t cause = 0;
};
std::vector<CauseRun> causeRuns(const Stack& stack, const std::function<std::size_t(const Block&)>& cause);

/// A problem about blocks [begin, end).
Problem blockProblem(ProblemId id, Severity severity, std::string message, std::size_t begin,
                     std::size_t end);

/// A fix that changes the stack; `summary` names its undo step.
Fix editFix(std::string summary, Edits edits);
/// "Remove these 16 layers"
Fix removeFix(std::size_t begin, std::size_t end);
/// The edit that writes one config.json value on purpose. `value` is raw JSON.
Edit overrideEdit(const Stack& stack, std::string key, std::string value);
/// That edit as a fix.
Fix overrideFix(const Stack& stack, std::string summary, std::string key, std::string value);

} // namespace layerloom::core
