#include "core/checks/source_problems.h"

#include "core/base/text.h"
#include "core/checks/dequantize_problems.h"
#include "core/checks/problem_rules.h"
#include "core/stack/commands.h"
#include "core/stack/source_commands.h"

#include <algorithm>

namespace layerloom::core {

namespace {

bool givesPart(const Stack& stack, SourceIndex source)
{
    for (std::size_t part = 0; part < kPartCount; ++part)
        if (partSource(stack, static_cast<Part>(part)) == source)
            return true;
    return false;
}

Problem missingSource(const StackFacts& facts, SourceIndex index)
{
    const Stack& stack = facts.stack;
    const Source& source = stack.setup.sources[index.value];
    const bool isGone = !source.isUnusable;
    Problem problem;
    problem.id = isGone ? ProblemId::MissingSource : ProblemId::UnusableSource;
    const bool needed = facts.used[index.value] || (!stack.blocks.empty() && givesPart(stack, index));
    problem.severity = needed ? Severity::Error : Severity::Warning;
    problem.message = source.missingReason.empty()
        ? "The folder of " + facts.name(index) + " is not there any more"
        : source.missingReason;
    const auto isFrom = [&](const Block& block) { return block.source == index; };
    const auto first = std::find_if(stack.blocks.begin(), stack.blocks.end(), isFrom);
    if (first != stack.blocks.end()) {
        problem.begin = static_cast<std::size_t>(first - stack.blocks.begin());
        problem.end = static_cast<std::size_t>(std::find_if_not(first, stack.blocks.end(), isFrom)
                                               - stack.blocks.begin());
    }
    problem.source = index;
    if (isGone)
        problem.fixes = {{LocateSource {index}}};
    else
        problem.fixes = {{RescanSource {index}}};
    // Each such fix holds the whole stack.
    constexpr std::size_t kMostBlocksOfFixes = 1'000'000;
    if (stack.blocks.size() * stack.setup.sources.size() <= kMostBlocksOfFixes)
        problem.fixes.push_back(editFix("Remove from document", removeSource(stack, index)));
    return problem;
}

/// 1 for a block whose layer does not exist; of a missing source with unknown depth nothing can be said.
std::size_t isNoLayer(const Stack& stack, const Block& block)
{
    if (block.source.value >= stack.setup.sources.size())
        return 1;
    const Source& source = stack.setup.sources[block.source.value];
    return block.layer.value >= source.layers && (source.model || source.layers > 0) ? 1 : 0;
}

Problem layersThatDoNotExist(const StackFacts& facts, const CauseRun& run)
{
    const Blocks& blocks = facts.stack.blocks;
    const auto& sources = facts.stack.setup.sources;
    const Block& first = blocks[run.begin];
    const std::uint32_t layers = first.source.value < sources.size() ? sources[first.source.value].layers : 0;
    const std::string range = layers > 0 ? "0–" + std::to_string(layers - 1) : "";
    std::string message =
        "Layer " + std::to_string(first.layer.value) + " does not exist: " + facts.name(first.source);
    message += layers > 0 ? " has layers " + range : " has no layers";
    Problem problem =
        blockProblem(ProblemId::NoSuchLayer, Severity::Error, std::move(message), run.begin, run.end);
    problem.source = first.source;
    const bool endsASlice = run.begin > 0 && blocks[run.begin - 1].source == first.source
        && blocks[run.begin - 1].layer + 1 == first.layer && first.layer.value == layers;
    problem.fixes = {endsASlice ? editFix("Use " + range, removeRange(run.begin, run.end))
                                : removeFix(run.begin, run.end)};
    return problem;
}

/// Files of weights beside those of a source that its loaders do not read.
void findUnreadFiles(const StackFacts& facts, SourceIndex source, std::vector<Problem>& problems)
{
    for (const std::string& note : facts.model(source).checkpoint->notes()) {
        problems.push_back(
            blockProblem(ProblemId::UnreadFiles, Severity::Advice, facts.name(source) + ": " + note, 0, 0));
        problems.back().source = source;
    }
}

void findQuantized(const StackFacts& facts, SourceIndex source, std::vector<Problem>& problems)
{
    const Stack& stack = facts.stack;
    const std::string method = facts.model(source).facts.quantization.value_or("");
    const std::string sentence = facts.name(source) + " is quantized (" + method
        + "): its layers can be stacked as they are, but converted or scaled only dequantized";
    const auto scaled = [&](const Block& block) -> std::size_t {
        return block.source == source && !block.scales.empty();
    };
    const std::vector<CauseRun> runs = causeRuns(stack, scaled);
    Problem problem = blockProblem(ProblemId::QuantizedLayers, Severity::Advice, sentence, 0, 0);
    problem.source = source;
    if (runs.empty())
        problems.push_back(problem);
    for (const CauseRun& run : runs) {
        problem.severity = Severity::Error;
        problem.begin = run.begin;
        problem.end = run.end;
        Edits edits;
        for (std::size_t at = run.begin; at < run.end; ++at) {
            Block plain = stack.blocks[at];
            plain.scales.clear();
            edits.emplace_back(ReplaceBlock {at, std::move(plain)});
        }
        problem.fixes = {editFix("Remove the scales", std::move(edits))};
        if (const std::optional<Fix> fix = dequantizeFix(stack))
            problem.fixes.push_back(*fix);
        problems.push_back(problem);
    }
}

} // namespace

void findSourceProblems(const StackFacts& facts, std::vector<Problem>& problems)
{
    const Stack& stack = facts.stack;
    if (stack.blocks.empty())
        problems.push_back(
            blockProblem(ProblemId::EmptyStack, Severity::Error, "The output has no layers", 0, 0));
    for (SourceIndex source = 0; source.value < stack.setup.sources.size(); ++source)
        if (!stack.setup.sources[source.value].model)
            problems.push_back(missingSource(facts, source));
    for (const CauseRun& run : causeRuns(stack, [&](const Block& block) { return isNoLayer(stack, block); }))
        problems.push_back(layersThatDoNotExist(facts, run));
    for (const SourceIndex source : facts.donors) {
        findUnreadFiles(facts, source, problems);
        if (facts.model(source).facts.quantization)
            findQuantized(facts, source, problems);
    }
    if (facts.config && facts.config->facts.customCode && !stack.blocks.empty()) {
        Problem problem =
            blockProblem(ProblemId::CustomCode, Severity::Warning,
                         facts.name(facts.configSource)
                             + " needs custom code (auto_map): its Python files are copied along. "
                               "Layerloom never runs them",
                         0, 0);
        problem.part = Part::Config;
        problem.source = facts.configSource;
        problems.push_back(std::move(problem));
    }
}

} // namespace layerloom::core
