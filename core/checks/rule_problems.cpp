#include "core/checks/rule_problems.h"

#include "core/base/text.h"
#include "core/checks/order_problems.h"
#include "core/checks/position_problems.h"
#include "core/checks/problem_rules.h"
#include "core/stack/depth_tensors.h"
#include "core/stack/followed_rules.h"
#include "core/stack/slices.h"

#include <algorithm>

namespace layerloom::core {

namespace {

constexpr std::size_t kShownValue = 60;

/// The value as config.json writes it, on one line and cut to what a sentence can hold.
std::string shown(const StackFacts& facts, const std::string& key)
{
    std::string value;
    for (const char c : facts.written->raw(key).value_or("")) {
        const bool isSpace = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!isSpace || (!value.empty() && value.back() == ','))
            value += isSpace ? ' ' : c;
    }
    return value.size() <= kShownValue ? value : value.substr(0, kShownValue) + "…";
}

std::string layerName(const StackFacts& facts, std::size_t at)
{
    const Block& block = facts.stack.blocks[at];
    return "layer " + std::to_string(block.layer.value) + " of " + facts.name(block.source);
}

Problem ruleProblem(const StackFacts& facts, std::string message, std::size_t begin, std::size_t end)
{
    Problem problem = blockProblem(ProblemId::PositionalKey, Severity::Error, std::move(message), begin, end);
    problem.part = Part::Config;
    problem.source = facts.configSource;
    return problem;
}

/// Types of all blocks as a list that says what the rule cannot.
Fix listFix(const StackFacts& facts, const FollowedRule& followed)
{
    std::string list;
    for (const std::string& value : followed.values)
        list +=
            (list.empty() ? "[" : ", ") + core::quoted(value == "yes" ? followed.rule.yes : followed.rule.no);
    const std::string section = followed.key.substr(0, followed.key.size() - followed.rule.key.size());
    return overrideFix(facts.stack, "Write explicit " + followed.rule.listKey,
                       section + followed.rule.listKey, list + "]");
}

bool canBeListed(const FollowedRule& followed)
{
    return followed.rule.listKey == "layer_types" && !followed.rule.yes.empty();
}

Problem brokenPeriod(const StackFacts& facts, const FollowedRule& followed)
{
    const std::string section = followed.key.substr(0, followed.key.size() - followed.rule.key.size());
    const LayerValues said =
        readRule(*facts.written, section, followed.rule, followed.values.size()).value_or(LayerValues {});
    std::vector<std::size_t> moved;
    for (std::size_t at = 0; at < said.size(); ++at)
        if (said[at] != followed.values[at])
            moved.push_back(at);
    const std::size_t first = moved.empty() ? 0 : moved.front();
    Problem problem =
        ruleProblem(facts,
                    followed.key + " = " + shown(facts, followed.key) + " in config.json makes every "
                        + ordinal(followed.period) + " layer another kind by its place, and "
                        + counted(moved.size(), "layer") + " of this stack, from " + layerName(facts, first)
                        + " on, would stand at the wrong one",
                    first, moved.empty() ? 0 : moved.back() + 1);
    const Blocks wanted = alignedTo(facts.stack, followed.period);
    if (!wanted.empty())
        problem.fixes.push_back(editFix("Align seams to multiples of " + std::to_string(followed.period),
                                        replaceAll(facts.stack, wanted)));
    return problem;
}

/// A count at the start or the end, and the first layer that the order puts outside of it.
Problem brokenCount(const StackFacts& facts, const FollowedRule& followed)
{
    const LayerValues& values = followed.values;
    const bool atStart = followed.rule.form == RuleForm::Prefix;
    const std::string inside = atStart ? "yes" : "no";
    const auto end =
        std::find_if(values.begin(), values.end(), [&](const std::string& value) { return value != inside; });
    const auto stray = std::find(end, values.end(), inside);
    const auto at = static_cast<std::size_t>(stray - values.begin());
    const std::size_t first = std::min(at, values.size() - 1);
    return ruleProblem(facts,
                       followed.key + " in config.json can only count layers at the "
                           + (atStart ? "start" : "end") + ", and " + layerName(facts, first)
                           + (atStart ? ", which it counts, stands behind others that it does not"
                                      : ", which it does not count, stands behind others that it counts"),
                       first, first + 1);
}

Problem brokenRule(const StackFacts& facts, const FollowedRule& followed)
{
    if (followed.isOverridden)
        return ruleProblem(
            facts, "The " + followed.key + " that was written on purpose does not fit this stack", 0, 0);
    if (!followed.values.empty() && followed.rule.form == RuleForm::Period)
        return brokenPeriod(facts, followed);
    const bool isCount = followed.rule.form == RuleForm::Prefix || followed.rule.form == RuleForm::Suffix;
    if (!followed.values.empty() && isCount)
        return brokenCount(facts, followed);
    return ruleProblem(
        facts,
        "The config.json of " + facts.name(facts.configSource) + " sets " + followed.key + " = "
            + shown(facts, followed.key)
            + ", which goes by the position of layers and cannot be carried over to this stack",
        0, 0);
}

/// Keys that no rule can carry over. False when there are none.
bool findUnsupportedKeys(const StackFacts& facts, std::vector<Problem>& problems)
{
    const std::vector<std::string> keys = unfollowedKeys(*facts.written, *facts.config->family);
    for (const std::string& key : keys)
        problems.push_back(
            ruleProblem(facts,
                        "The config.json of " + facts.name(facts.configSource) + " sets " + key + " = "
                            + shown(facts, key)
                            + ", which goes by the position of layers and cannot follow a changed "
                              "stack yet",
                        0, 0));
    return !keys.empty();
}

/// What a layer computes from its place and the depth cannot travel with it.
void findDepthTraits(const StackFacts& facts, std::vector<Problem>& problems)
{
    const std::string& trait = facts.config->family->depthTrait;
    if (trait.empty())
        return;
    Problem problem = blockProblem(ProblemId::DepthDependence, Severity::Warning,
                                   "In this architecture " + trait
                                       + ": moved layers run with other values than they were trained with",
                                   0, 0);
    problem.part = Part::Config;
    problem.source = facts.configSource;
    problems.push_back(std::move(problem));
}

std::string sentenceOf(const DepthConflict& conflict, const StackFacts& facts)
{
    const std::string tensor = facts.config->tensor(conflict.tensor).name;
    const std::string source = facts.name(conflict.source);
    switch (conflict.kind) {
    case DepthConflict::Kind::Missing:
        return tensor + " of " + facts.name(facts.configSource) + " holds a part for each layer, and "
            + source + " has no such tensor";
    case DepthConflict::Kind::Different:
        return "The parts that layers have in " + tensor + " differ: " + conflict.part + " in " + source
            + " and " + conflict.wanted + " in " + facts.name(conflict.wantedFrom);
    case DepthConflict::Kind::Whole:
        break;
    }
    return tensor + " of " + source + " holds a part for each of its "
        + counted(facts.model(conflict.source).table.layers.size(), "layer")
        + " in a way that cannot be taken apart: only the whole model in its own order can be written";
}

/// Tensors with a part for every layer, where a layer's part cannot be had.
void findDepthShapes(const StackFacts& facts, std::vector<Problem>& problems)
{
    for (const DepthConflict& conflict : depthTensors(facts.stack).conflicts) {
        Problem problem =
            blockProblem(ProblemId::DepthTensorConflict, Severity::Error, sentenceOf(conflict, facts), 0, 0);
        problem.source = conflict.source;
        problems.push_back(std::move(problem));
    }
}

/// Some loaders give the last layer a type of their own.
void findLastType(const StackFacts& facts, std::vector<Problem>& problems)
{
    const std::string& type = facts.config->family->lastLayerType;
    const std::size_t last = facts.stack.blocks.size() - 1;
    const Layer* layer = layerOf(facts.stack, facts.stack.blocks[last]);
    if (type.empty() || !layer || layer->type == type || layer->type == "decoder")
        return;
    std::size_t begin = last;
    while (begin > 0) {
        const Layer* before = layerOf(facts.stack, facts.stack.blocks[begin - 1]);
        if (!before || before->type == type)
            break;
        --begin;
    }
    Problem problem = blockProblem(ProblemId::LayerTypeMismatch, Severity::Error,
                                   "The last layer of this architecture always runs as " + type + ", and "
                                       + layerName(facts, last) + " is of type " + layer->type,
                                   begin, last + 1);
    problem.fixes = {removeFix(begin, last + 1)};
    problems.push_back(std::move(problem));
}

/// True when the rule counts dense layers and needs no other problem: it has its own, or its values are not known.
bool isDenseRule(const StackFacts& facts, const FollowedRule& followed, std::vector<Problem>& problems)
{
    return isDenseCount(followed.rule.key)
        && (findDenseProblem(facts, followed.rule.key, problems) || followed.values.empty());
}

} // namespace

bool findRuleProblems(const StackFacts& facts, std::vector<Problem>& problems)
{
    if (!facts.config)
        return true;
    bool areCarriedOver = true;
    for (const FollowedRule& followed : followRules(facts.stack, *facts.written)) {
        if (followed.patches || followed.rule.isGuess || isDenseRule(facts, followed, problems))
            continue;
        Problem problem = brokenRule(facts, followed);
        if (!followed.isOverridden && !followed.values.empty() && canBeListed(followed))
            problem.fixes.push_back(listFix(facts, followed));
        const bool namesNoBlocks = problem.begin == problem.end;
        areCarriedOver = areCarriedOver && !namesNoBlocks;
        problems.push_back(std::move(problem));
    }
    findDepthShapes(facts, problems);
    if (facts.inOrder)
        return areCarriedOver;
    const bool hasUnsupported = findUnsupportedKeys(facts, problems);
    findDepthTraits(facts, problems);
    findLastType(facts, problems);
    return areCarriedOver && !hasUnsupported;
}

} // namespace layerloom::core
