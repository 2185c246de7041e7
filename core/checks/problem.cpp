#include "core/checks/problem.h"

#include <algorithm>

namespace layerloom::core {

std::string_view severityName(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return "error";
    case Severity::Warning:
        return "warning";
    case Severity::Advice:
        break;
    }
    return "advice";
}

std::string problemCode(ProblemId id)
{
    const auto number = static_cast<unsigned>(id);
    return (number < 10 ? "P0" : "P") + std::to_string(number);
}

bool hasErrors(const std::vector<Problem>& problems)
{
    return std::any_of(problems.begin(), problems.end(),
                       [](const Problem& problem) { return problem.severity == Severity::Error; });
}

} // namespace layerloom::core
