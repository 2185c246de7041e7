#include "core/checks/count_problems.h"

#include "core/base/text.h"
#include "core/checks/problem_rules.h"
#include "core/stack/output_count.h"

namespace layerloom::core {

namespace {

std::string keyText(const CountKey& key)
{
    return key.key + ' ' + std::to_string(key.value);
}

Problem countProblem(const StackFacts& facts, Severity severity, const std::string& message)
{
    Problem problem =
        blockProblem(ProblemId::LayerCountUnclear, severity,
                     "The config.json of " + facts.name(facts.configSource) + ' ' + message, 0, 0);
    problem.part = Part::Config;
    problem.source = facts.configSource;
    return problem;
}

} // namespace

void findCountProblems(const StackFacts& facts, std::vector<Problem>& problems)
{
    if (!facts.config)
        return;
    const LayerCount count = outputCount(facts.stack, *facts.config);
    const std::size_t layers = facts.stack.blocks.size();
    const std::size_t before = facts.config->table.layers.size();
    const std::string change = counted(layers, "layer") + " instead of " + std::to_string(before);
    if (layers == before || before == 0)
        return;
    if (count.keys.empty()) {
        const std::string outcome = count.missing.empty() ? "a loader may expect " + counted(before, "layer")
                                                          : count.missing + " is added";
        problems.push_back(
            countProblem(facts, Severity::Warning,
                         "does not state the number of layers. The output has " + change + "; " + outcome));
    }
    for (const CountKey& key : count.contradictions)
        problems.push_back(countProblem(
            facts, Severity::Error,
            "says " + keyText(count.keys.front()) + " and " + keyText(key)
                + ", so which of them counts the layers is not known. The output has " + change));
    for (const CountKey& key : count.guessed)
        if (key.factor == 1)
            problems.push_back(countProblem(facts, Severity::Warning,
                                            "does not state the number of layers but in " + keyText(key)
                                                + ", as it seems. It is written as " + std::to_string(layers)
                                                + " for " + change));
        else
            problems.push_back(countProblem(
                facts, Severity::Warning,
                "says " + keyText(count.keys.front()) + " and " + keyText(key) + ", "
                    + std::to_string(key.factor) + " times as much. It is written as "
                    + std::to_string(key.factor * static_cast<std::int64_t>(layers)) + " for " + change));
}

} // namespace layerloom::core
