#include "core/checks/override_problems.h"

#include "core/checks/problem_rules.h"
#include "core/stack/overrides.h"

namespace layerloom::core {

void findOverrideProblems(const Stack& stack, std::vector<Problem>& problems)
{
    for (const ConfigPatch& patch : stack.setup.overrides) {
        const std::optional<std::string> fault = overrideFault(stack, patch);
        if (!fault)
            continue;
        Problem problem =
            blockProblem(ProblemId::OverrideRefused, Severity::Error, "The document " + *fault, 0, 0);
        problem.part = Part::Config;
        Setup setup = stack.setup;
        std::erase(setup.overrides, patch);
        problem.fixes = {editFix("Do not set " + patch.key.substr(0, 80), {ReplaceSetup {std::move(setup)}})};
        problems.push_back(std::move(problem));
    }
}

} // namespace layerloom::core
