#include "core/checks/advice.h"

#include "core/base/text.h"
#include "core/checks/problem_rules.h"
#include "core/stack/commands.h"
#include "core/stack/slices.h"
#include "core/stack/stack_rules.h"

#include <algorithm>

namespace layerloom::core {

namespace {

constexpr std::size_t kFewestSingleSeams = 8;
constexpr std::uint32_t kGroup = 8;
constexpr std::size_t kShortRun = 2;

/// Single layers alternate: most transitions are seams.
bool alternates(const Stack& stack, std::size_t seamCount)
{
    return seamCount >= kFewestSingleSeams && 2 * seamCount > stack.blocks.size() - 1;
}

bool isConsecutive(const Blocks& blocks)
{
    for (std::size_t i = 1; i < blocks.size(); ++i)
        if (blocks[i].source != blocks[i - 1].source || blocks[i].layer != blocks[i - 1].layer + 1)
            return false;
    return !blocks.empty();
}

/// The interlock in groups of eight of the two runs that alternate; empty when they are no two runs.
Edits groupedByEight(const Stack& stack)
{
    Blocks sides[2];
    for (std::size_t i = 0; i < stack.blocks.size(); ++i)
        sides[i % 2].push_back(stack.blocks[i]);
    if (!isConsecutive(sides[0]) || !isConsecutive(sides[1]))
        return {};
    return replaceAll(stack, interlock(sides[0], sides[1], kGroup));
}

void findAlternation(const StackFacts& facts, std::size_t seamCount, std::vector<Problem>& problems)
{
    Problem problem = blockProblem(
        ProblemId::AlternatingLayers, Severity::Advice,
        counted(seamCount, "seam")
            + ": single layers alternate. In the iDUS experiment the mean of the six tests of the Open LLM "
              "Leaderboard (0 to 100 points) was 29.5 for this, 58.4 for groups of eight",
        0, facts.stack.blocks.size());
    if (Edits edits = groupedByEight(facts.stack); !edits.empty())
        problem.fixes = {editFix("Use groups of 8", std::move(edits))};
    problems.push_back(std::move(problem));
}

std::string addLabel(LayerIndex first, LayerIndex last, std::string_view place)
{
    const std::string layers = first == last
        ? "layer " + std::to_string(first.value)
        : "layers " + std::to_string(first.value) + "–" + std::to_string(last.value);
    return "Add " + layers + " at the " + std::string(place);
}

void findOpenStart(const StackFacts& facts, std::vector<Problem>& problems)
{
    const Block& first = facts.stack.blocks.front();
    if (first.layer == 0 || !layerOf(facts.stack, first))
        return;
    Problem problem = blockProblem(ProblemId::OpenEnd, Severity::Advice,
                                   "The output starts with layer " + std::to_string(first.layer.value)
                                       + " of " + facts.name(first.source) + ", not with layer 0",
                                   0, 1);
    problem.source = first.source;
    problem.fixes = {editFix(addLabel(0, first.layer - 1, "start"),
                             insertAt(facts.stack, 0, layerRange(first.source, 0, first.layer)))};
    problems.push_back(std::move(problem));
}

void findOpenEnd(const StackFacts& facts, std::vector<Problem>& problems)
{
    const Stack& stack = facts.stack;
    const std::size_t size = stack.blocks.size();
    const Block& last = stack.blocks.back();
    const Model* model = modelOf(stack, last.source);
    const auto layers = LayerIndex::from(model ? model->table.layers.size() : 0);
    if (last.layer + 1 >= layers)
        return;
    const std::string name = facts.name(last.source);
    const std::string end = std::to_string((layers - 1).value);
    // One layer short is how an end that was meant to be included looks.
    const bool oneShort = last.layer + 2 == layers && size > 1;
    std::size_t begin = size - 1; // of the last slice
    while (begin > 0 && stack.blocks[begin - 1].source == last.source
           && stack.blocks[begin - 1].layer + 1 == stack.blocks[begin].layer)
        --begin;
    const std::string range = "[" + std::to_string(stack.blocks[begin].layer.value) + ", " + end + "]";
    Problem problem =
        blockProblem(oneShort ? ProblemId::LastLayerOmitted : ProblemId::OpenEnd, Severity::Advice,
                     oneShort ? "The range ends before layer " + end + ", the last layer of " + name + ". In "
                             + range + " the second number is not included"
                              : "The output ends with layer " + std::to_string(last.layer.value) + " of "
                             + name + ", not with its last layer, " + end,
                     size - 1, size);
    problem.source = last.source;
    problem.fixes = {editFix(oneShort ? "Include layer " + end : addLabel(last.layer + 1, layers - 1, "end"),
                             insertAt(stack, size, layerRange(last.source, last.layer + 1, layers)))};
    problems.push_back(std::move(problem));
}

bool isSilent(const Block& block)
{
    return std::any_of(block.scales.begin(), block.scales.end(),
                       [](const Scale& scale) { return scale.factor == 0; });
}

/// Runs of layers that stood in the output before.
std::vector<Slice> repeatedRuns(const Stack& stack)
{
    const std::vector<std::uint32_t> uses = useCounts(stack);
    std::vector<Slice> runs;
    for (std::size_t at = 0; at < uses.size(); ++at) {
        const Block& block = stack.blocks[at];
        if (uses[at] < 2 || isSilent(block))
            continue;
        const bool continues = !runs.empty() && runs.back().end == at && runs.back().source == block.source
            && runs.back().lastLayer() + 1 == block.layer;
        if (!continues)
            runs.push_back({at, at, block.source, block.layer});
        runs.back().end = at + 1;
    }
    return runs;
}

void findWeakRepeats(const StackFacts& facts, std::vector<Problem>& problems)
{
    const auto note = [&](const std::vector<Slice>& runs, const std::string& one, const std::string& many) {
        if (runs.empty())
            return;
        const std::string text =
            runs.size() == 1 ? one : std::to_string(runs.size()) + " repeated runs " + many;
        problems.push_back(blockProblem(ProblemId::WeakRepeat, Severity::Advice, text, runs.front().begin,
                                        runs.front().end));
        problems.back().source = runs.front().source;
    };
    std::vector<Slice> shortRuns;
    std::vector<Slice> outerRuns;
    for (const Slice& run : repeatedRuns(facts.stack)) {
        const Model* model = modelOf(facts.stack, run.source);
        const std::size_t layers = model ? model->table.layers.size() : 0;
        if (run.count() <= kShortRun)
            shortRuns.push_back(run);
        else if (layers > 0
                 && (10 * (std::size_t {run.lastLayer().value} + 1) <= layers
                     || 10 * std::size_t {run.firstLayer.value} >= 9 * layers))
            outerRuns.push_back(run);
    }
    note(shortRuns,
         shortRuns.empty() ? "" : "A repeated run has only " + counted(shortRuns.front().count(), "layer"),
         "have at most 2 layers");
    note(outerRuns, "A repeated run lies within the first or last 10 % of its model",
         "lie within the first or last 10 % of their model");
}

} // namespace

void findAdvice(const StackFacts& facts, std::vector<Problem>& problems)
{
    findOpenStart(facts, problems);
    findOpenEnd(facts, problems);
    const std::size_t seamCount = seams(facts.stack).size();
    if (alternates(facts.stack, seamCount))
        findAlternation(facts, seamCount, problems);
    else
        findWeakRepeats(facts, problems);
}

} // namespace layerloom::core
