#include "core/checks/position_problems.h"

#include "core/base/text.h"
#include "core/checks/problem_rules.h"
#include "core/model/config_sections.h"
#include "core/stack/commands.h"
#include "core/stack/slices.h"
#include "core/stack/stack_rules.h"

#include <algorithm>

namespace layerloom::core {

namespace {

constexpr std::string_view kGlobal = "full_attention";
constexpr std::string_view kTypes = "layer_types";

/// Every how many layers one is global, when a model decides that by position; 0 when it does not.
std::size_t periodOf(const Model& model)
{
    const int period = positionalPeriod(model.config, *model.family);
    return period > 1 && !model.family->positionalType.empty() ? static_cast<std::size_t>(period) : 0;
}

/// The type a layer was trained with; empty when its model is missing.
std::string typeOf(const Stack& stack, const Block& block)
{
    const Layer* layer = layerOf(stack, block);
    if (!layer)
        return {};
    return layer->type == "decoder" ? std::string(kGlobal) : layer->type;
}

std::string typeList(const Stack& stack)
{
    std::string text;
    for (const Block& block : stack.blocks)
        text += (text.empty() ? "[" : ", ") + core::quoted(typeOf(stack, block));
    return text + "]";
}

/// The list that was written on purpose says the type of every block.
bool overrideMatchesTypes(const StackFacts& facts)
{
    const auto types =
        facts.written->array(configKey(*facts.written, kTypes)).value_or(std::vector<std::string_view>());
    const Blocks& blocks = facts.stack.blocks;
    if (types.size() != blocks.size())
        return false;
    for (std::size_t at = 0; at < blocks.size(); ++at)
        if (types[at] != core::quoted(typeOf(facts.stack, blocks[at])))
            return false;
    return true;
}

Fix typesFix(const StackFacts& facts)
{
    return overrideFix(facts.stack, "Write explicit layer_types", configKey(facts.config->config, kTypes),
                       typeList(facts.stack));
}

bool hasOnePeriod(const StackFacts& facts, std::size_t period)
{
    return std::all_of(facts.donors.begin(), facts.donors.end(),
                       [&](SourceIndex source) { return periodOf(facts.model(source)) == period; });
}

void findMovedTypes(const StackFacts& facts, std::size_t period, std::vector<Problem>& problems)
{
    const Stack& stack = facts.stack;
    std::vector<std::size_t> moved;
    for (std::size_t at = 0; at < stack.blocks.size(); ++at) {
        const std::string type = typeOf(stack, stack.blocks[at]);
        const bool isGlobal = at % period == positionalPhase(period, *facts.config->family);
        if (!type.empty() && (type == kGlobal) != isGlobal)
            moved.push_back(at);
    }
    if (moved.empty())
        return;
    Problem problem =
        blockProblem(ProblemId::LayerTypeMismatch, Severity::Error,
                     "This architecture decides the layer type by position (every " + ordinal(period)
                         + " layer is global). " + counted(moved.size(), "layer")
                         + " would run with another type than they were trained with",
                     moved.front(), moved.back() + 1);
    problem.fixes = {typesFix(facts)};
    const Blocks wanted = alignedTo(stack, period);
    if (!wanted.empty() && hasOnePeriod(facts, period))
        problem.fixes.push_back(
            editFix("Align seams to multiples of " + std::to_string(period), replaceAll(stack, wanted)));
    problems.push_back(std::move(problem));
}

bool isList(const Model& model, const std::string& key)
{
    const auto raw = model.config.raw(configKey(model.config, key));
    return raw && raw->starts_with('[');
}

Problem missingList(const StackFacts& facts, const std::string& key, SourceIndex source)
{
    const Blocks& blocks = facts.stack.blocks;
    std::vector<std::size_t> theirs;
    for (std::size_t at = 0; at < blocks.size(); ++at)
        if (blocks[at].source == source)
            theirs.push_back(at);
    Problem problem = blockProblem(ProblemId::LayerTypeMismatch, Severity::Error,
                                   "The config.json of " + facts.name(facts.configSource) + " lists " + key
                                       + " for every layer, that of " + facts.name(source) + " does not",
                                   theirs.front(), theirs.front() + 1);
    problem.source = source;
    problem.fixes = {editFix("Remove the layers of " + sourceLetter(source), removeAt(theirs))};
    return problem;
}

/// A list that is shorter than its model has layers, for a layer that it does not reach.
void findShortList(const StackFacts& facts, const std::string& key, SourceIndex source,
                   std::vector<Problem>& problems)
{
    const Model& model = facts.model(source);
    const auto list = model.config.array(configKey(model.config, key));
    const Blocks& blocks = facts.stack.blocks;
    const auto block = std::find_if(blocks.begin(), blocks.end(), [&](const Block& each) {
        return list && each.source == source && each.layer.value >= list->size();
    });
    if (block == blocks.end())
        return;
    const auto at = static_cast<std::size_t>(block - blocks.begin());
    problems.push_back(blockProblem(ProblemId::LayerTypeMismatch, Severity::Error,
                                    "The config.json of " + facts.name(source) + " lists " + key + " for "
                                        + counted(list->size(), "layer") + ", but layer "
                                        + std::to_string(block->layer.value) + " is used",
                                    at, at + 1));
    problems.back().source = source;
}

/// Lists with one entry a layer are gathered from every layer's own config.json, so each must have them.
void findMissingLists(const StackFacts& facts, std::vector<Problem>& problems)
{
    for (const std::string& key : facts.config->family->perLayerKeys) {
        if (!isList(*facts.config, key) || facts.override(key))
            continue;
        for (const SourceIndex source : facts.donors)
            if (!isList(facts.model(source), key))
                problems.push_back(missingList(facts, key, source));
            else
                findShortList(facts, key, source, problems);
    }
}

} // namespace

Blocks alignedTo(const Stack& stack, std::size_t period)
{
    Blocks blocks;
    for (const Slice& slice : slices(stack)) {
        const std::size_t fewer = (blocks.size() + period - slice.firstLayer.value % period) % period;
        const std::size_t more = (period - fewer) % period;
        const bool grows = more <= fewer && more <= slice.firstLayer.value;
        const std::size_t skipped = grows ? 0 : fewer;
        if (grows)
            for (const Block& block : layerRange(slice.source, slice.firstLayer - more, slice.firstLayer))
                blocks.push_back(block);
        for (std::size_t at = slice.begin + skipped; at < slice.end; ++at)
            blocks.push_back(stack.blocks[at]);
    }
    return blocks;
}

void findPositionProblems(const StackFacts& facts, std::vector<Problem>& problems)
{
    if (!facts.config)
        return;
    findMissingLists(facts, problems);
    if (!facts.override(kTypes)) {
        if (const std::size_t period = periodOf(*facts.config))
            findMovedTypes(facts, period, problems);
    } else if (!overrideMatchesTypes(facts)) {
        Problem problem =
            blockProblem(ProblemId::LayerTypeMismatch, Severity::Error,
                         "The layer_types that were written on purpose do not fit this stack any more", 0, 0);
        problem.part = Part::Config;
        problem.fixes = {typesFix(facts)};
        problems.push_back(std::move(problem));
    }
}

} // namespace layerloom::core
