#include "core/checks/problems.h"

#include "core/base/text.h"
#include "core/checks/preview.h"
#include "core/checks/problem_rules.h"
#include "core/stack/commands.h"

#include <algorithm>
#include <tuple>

namespace layerloom::core {

namespace {

bool isInOrder(const Stack& stack)
{
    for (std::size_t i = 0; i < stack.blocks.size(); ++i) {
        const Block& block = stack.blocks[i];
        const Model* model = modelOf(stack, block.source);
        if (block.layer != i || !model || model->table.layers.size() != stack.blocks.size())
            return false;
    }
    return true;
}

} // namespace

StackFacts::StackFacts(const Stack& composed)
    : stack(composed)
    , used(composed.setup.sources.size())
    , configSource(partSource(composed, Part::Config))
    , config(modelOf(composed, configSource))
{
    std::vector<std::size_t> counts(used.size());
    for (const Block& block : stack.blocks) {
        if (block.source >= used.size())
            continue;
        used[block.source] = true;
        ++counts[block.source];
    }
    std::size_t most = 0;
    for (SourceIndex source = 0; source < used.size(); ++source) {
        const Model* given = modelOf(stack, source);
        if (!used[source] || !given)
            continue;
        donors.push_back(source);
        if (counts[source] <= most)
            continue;
        most = counts[source];
        reference = given;
        referenceSource = source;
    }
    inOrder = isInOrder(stack);
    if (config && !stack.setup.overrides.empty())
        m_patched = std::make_unique<const ConfigText>(patched(config->config, stack.setup.overrides));
    if (config)
        written = m_patched ? m_patched.get() : &config->config;
}

std::string StackFacts::name(SourceIndex source) const
{
    const auto& sources = stack.setup.sources;
    if (source >= sources.size())
        return sourceLetter(source);
    const std::string& label = sources[source].label;
    const auto same = [&](const Source& other) { return other.label == label; };
    const bool shared = std::count_if(sources.begin(), sources.end(), same) > 1;
    return "\"" + label + "\"" + (shared ? " (" + sourceLetter(source) + ")" : "");
}

const std::string* StackFacts::override(std::string_view key) const
{
    const std::string nested = "." + std::string(key);
    const std::string* value = nullptr;
    for (const ConfigPatch& patch : stack.setup.overrides)
        if (patch.key == key || patch.key.ends_with(nested))
            value = &patch.value;
    return value;
}

std::string configKey(const ConfigText& config, std::string_view key)
{
    const std::string nested = "text_config." + std::string(key);
    return !config.has(key) && config.has(nested) ? nested : std::string(key);
}

std::vector<CauseRun> causeRuns(const Stack& stack, const std::function<std::size_t(const Block&)>& cause)
{
    std::vector<CauseRun> runs;
    for (std::size_t at = 0; at < stack.blocks.size(); ++at) {
        const Block& block = stack.blocks[at];
        const std::size_t found = cause(block);
        if (found == 0)
            continue;
        const bool continues = !runs.empty() && runs.back().end == at && runs.back().cause == found
            && stack.blocks[at - 1].source == block.source;
        if (!continues)
            runs.push_back({at, at, found});
        runs.back().end = at + 1;
    }
    return runs;
}

Fix removeFix(std::size_t begin, std::size_t end)
{
    const std::string label =
        end - begin == 1 ? "Remove this layer" : "Remove these " + counted(end - begin, "layer");
    return {label, removeRange(begin, end)};
}

Fix overrideFix(const Stack& stack, std::string label, std::string key, std::string value)
{
    Setup setup = stack.setup;
    const auto same = [&](const ConfigPatch& patch) { return patch.key == key; };
    std::erase_if(setup.overrides, same);
    setup.overrides.push_back({std::move(key), std::move(value)});
    return {std::move(label), {ReplaceSetup {std::move(setup)}}};
}

Problem blockProblem(std::string id, Severity severity, std::string message, std::size_t begin,
                     std::size_t end)
{
    Problem problem;
    problem.id = std::move(id);
    problem.severity = severity;
    problem.message = std::move(message);
    problem.begin = begin;
    problem.end = end;
    return problem;
}

std::vector<Problem> problems(const Stack& stack)
{
    std::vector<Problem> found;
    const StackFacts facts(stack);
    findSourceProblems(facts, found);
    if (!stack.blocks.empty()) {
        findShapeProblems(facts, found);
        findConfigProblems(facts, found);
        findPartProblems(facts, found);
        findPositionProblems(facts, found);
        findOrderProblems(facts, found);
        findRuleProblems(facts, found);
        findSharingProblems(facts, found);
        findQuantisationProblems(facts, found);
        findKindProblems(facts, found);
        findAdvice(facts, found);
    }
    std::stable_sort(found.begin(), found.end(), [](const Problem& left, const Problem& right) {
        return std::tie(left.severity, left.begin) < std::tie(right.severity, right.begin);
    });
    return found;
}

bool hasErrors(const std::vector<Problem>& problems)
{
    return std::any_of(problems.begin(), problems.end(),
                       [](const Problem& problem) { return problem.severity == Severity::Error; });
}

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

Preview preview(const Stack& stack)
{
    return {slices(stack), seams(stack), totals(stack), distances(stack), useCounts(stack), problems(stack)};
}

} // namespace layerloom::core
