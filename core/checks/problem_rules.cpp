#include "core/checks/problem_rules.h"

#include "core/base/text.h"
#include "core/stack/commands.h"

namespace layerloom::core {

std::vector<CauseRun> causeRuns(const Stack& stack, const std::function<std::size_t(const Block&)>& cause)
{
    std::vector<CauseRun> runs;
    for (std::size_t at = 0; at < stack.blocks.size(); ++at) {
        const Block& block = stack.blocks[at];
        const std::size_t reason = cause(block);
        if (reason == 0)
            continue;
        const bool continues = !runs.empty() && runs.back().end == at && runs.back().cause == reason
            && stack.blocks[at - 1].source == block.source;
        if (!continues)
            runs.push_back({at, at, reason});
        runs.back().end = at + 1;
    }
    return runs;
}

Problem blockProblem(ProblemId id, Severity severity, std::string message, std::size_t begin, std::size_t end)
{
    Problem problem;
    problem.id = id;
    problem.severity = severity;
    problem.message = std::move(message);
    problem.begin = begin;
    problem.end = end;
    return problem;
}

Fix editFix(std::string summary, Edits edits)
{
    return {ApplyEdits {std::move(summary), std::move(edits)}};
}

Fix removeFix(std::size_t begin, std::size_t end)
{
    return editFix(end - begin == 1 ? "Remove this layer" : "Remove these " + counted(end - begin, "layer"),
                   removeRange(begin, end));
}

Edit overrideEdit(const Stack& stack, std::string key, std::string value)
{
    Setup setup = stack.setup;
    std::erase_if(setup.overrides, [&](const ConfigPatch& patch) { return patch.key == key; });
    setup.overrides.push_back({std::move(key), std::move(value)});
    return ReplaceSetup {std::move(setup)};
}

Fix overrideFix(const Stack& stack, std::string summary, std::string key, std::string value)
{
    return editFix(std::move(summary), {overrideEdit(stack, std::move(key), std::move(value))});
}

} // namespace layerloom::core
