#include "core/checks/per_layer_problems.h"

#include "core/base/text.h"
#include "core/checks/problem_rules.h"
#include "core/stack/depth_tensors.h"
#include "core/stack/followed_rules.h"
#include "core/stack/per_layer.h"

namespace layerloom::core {

namespace {

/// Why a key may be about layers.
std::string signOf(RuleForm form, std::size_t layers)
{
    const std::string each = "its " + counted(layers, "layer");
    switch (form) {
    case RuleForm::List:
        return "an entry for each of " + each;
    case RuleForm::HiddenStates:
        return "one entry more than " + each;
    case RuleForm::Pairs:
        return "pairs that begin with numbers of " + each;
    case RuleForm::Count:
        return "the number of " + each;
    case RuleForm::IndexMap:
        return "keys that are numbers of " + each;
    default:
        return "numbers of " + each;
    }
}

std::string placeOf(const StackFacts& facts, const FollowedRule& followed)
{
    const std::string file = followed.rule.file.empty() ? "config.json" : followed.rule.file;
    return "The " + file + " of " + facts.name(followed.source);
}

Problem undecidedProblem(const StackFacts& facts, std::string sentence, const std::string& name,
                         bool canBeGathered)
{
    Problem problem = blockProblem(ProblemId::UndecidedPerLayer, Severity::Error, std::move(sentence), 0, 0);
    if (canBeGathered)
        problem.fixes.push_back(
            editFix("Gather " + name + " with the layers", choosePerLayer(facts.stack, name, true)));
    problem.fixes.push_back(editFix("Leave " + name + " as it is", choosePerLayer(facts.stack, name, false)));
    return problem;
}

void addUndecided(const StackFacts& facts, const FollowedRule& followed, std::vector<Problem>& problems)
{
    const std::size_t layers = facts.model(followed.source).table.layers.size();
    Problem problem = undecidedProblem(facts,
                                       placeOf(facts, followed) + " has " + followed.key + " with "
                                           + signOf(followed.rule.form, layers)
                                           + ", and nothing tells whether it goes with them",
                                       followed.name(), followed.patches.has_value());
    problem.part = Part::Config;
    problem.source = followed.source;
    problems.push_back(std::move(problem));
}

void addBroken(const StackFacts& facts, const FollowedRule& followed, std::vector<Problem>& problems)
{
    Problem problem =
        blockProblem(ProblemId::PositionalKey, Severity::Error,
                     placeOf(facts, followed) + " has " + followed.key
                         + ", which speaks of layers in a way that cannot be carried over to this "
                           "stack",
                     0, 0);
    problem.part = Part::Config;
    problem.source = followed.source;
    if (followed.rule.isGuess)
        problem.fixes = {editFix("Leave " + followed.name() + " as it is",
                                 choosePerLayer(facts.stack, followed.name(), false))};
    problems.push_back(std::move(problem));
}

} // namespace

void findPerLayerProblems(const StackFacts& facts, std::vector<Problem>& problems)
{
    if (!facts.config)
        return;
    for (const FollowedRule& followed : followRules(facts.stack, *facts.written))
        if (followed.isUndecided)
            addUndecided(facts, followed, problems);
        else if (followed.rule.isGuess && !followed.patches)
            addBroken(facts, followed, problems);
    for (const FollowedRule& followed : followSideRules(facts.stack))
        if (followed.isUndecided)
            addUndecided(facts, followed, problems);
        else if (!followed.patches)
            addBroken(facts, followed, problems);
    for (const UndecidedPart& part : depthTensors(facts.stack).undecided) {
        Problem problem = undecidedProblem(facts,
                                           part.name + " of " + facts.name(facts.configSource) + " ("
                                               + part.extent + ") may hold a part for each of its "
                                               + counted(facts.config->table.layers.size(), "layer")
                                               + ", and nothing tells whether it goes with them",
                                           part.name, part.canBeGathered);
        problem.source = facts.configSource;
        problems.push_back(std::move(problem));
    }
}

} // namespace layerloom::core
