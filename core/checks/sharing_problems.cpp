#include "core/checks/sharing_problems.h"

#include "core/base/text.h"
#include "core/checks/problem_rules.h"
#include "core/model/config_sections.h"
#include "core/stack/followed_rules.h"
#include "core/stack/slices.h"

#include <algorithm>

namespace layerloom::core {

namespace {

constexpr std::string_view kShared = "num_kv_shared_layers";

/// Layers before the last shared ones of a model: those that compute keys and values of their own.
std::uint32_t ownLayers(const Model& model)
{
    const auto layers = static_cast<std::int64_t>(model.table.layers.size());
    const std::int64_t shared = model.config.integer(configKey(model.config, kShared)).value_or(0);
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(layers - shared, 0, layers));
}

/// The layer whose keys and values a sharing layer uses: the last of its type that has its own. nullopt when none has.
std::optional<LayerIndex> producerOf(const Model& model, LayerIndex layer)
{
    for (std::uint32_t own = ownLayers(model); own > 0; --own)
        if (model.table.layers[own - 1].type == model.layer(layer).type)
            return LayerIndex::from(own - 1);
    return std::nullopt;
}

bool isShared(const Stack& stack, const Block& block)
{
    const Model* model = modelOf(stack, block.source);
    return layerOf(stack, block) && block.layer.value >= ownLayers(*model);
}

/// The last block before `end` of a type, which a sharing layer of that type would use in the output.
const Block* lastOfType(const Stack& stack, std::size_t end, const std::string& type)
{
    for (std::size_t at = end; at > 0; --at)
        if (const Layer* layer = layerOf(stack, stack.blocks[at - 1]); layer && layer->type == type)
            return &stack.blocks[at - 1];
    return nullptr;
}

/// Sharing layers must find the layer they share with where they look for it: last of its type before all of them.
void findLostProducers(const StackFacts& facts, std::vector<Problem>& problems)
{
    const Stack& stack = facts.stack;
    if (!facts.written->integer(configKey(*facts.written, kShared)))
        return;
    const auto first = std::find_if(stack.blocks.begin(), stack.blocks.end(),
                                    [&](const Block& block) { return isShared(stack, block); });
    const auto begin = static_cast<std::size_t>(first - stack.blocks.begin());
    for (std::size_t at = begin; at < stack.blocks.size(); ++at) {
        const Block& block = stack.blocks[at];
        if (!isShared(stack, block))
            return; // said by the rule that counts them
        const Model& model = *modelOf(stack, block.source);
        const auto producer = producerOf(model, block.layer);
        const Block* used = lastOfType(stack, begin, model.layer(block.layer).type);
        if (!producer || (used && used->source == block.source && used->layer == *producer))
            continue;
        Problem problem =
            blockProblem(ProblemId::KeyValueSharing, Severity::Error,
                         "Layer " + std::to_string(block.layer.value) + " of " + facts.name(block.source)
                             + " uses the keys and values of layer " + std::to_string(producer->value)
                             + ", which has to be the last of its type before all layers that share ("
                             + std::string(kShared) + ")",
                         at, at + 1);
        problem.source = block.source;
        problems.push_back(std::move(problem));
        return;
    }
}

/// Every how many layers one computes the keys and values for the others of its group; 0 when none shares.
std::size_t groupSize(const ConfigText& config)
{
    if (!config.boolean(configKey(config, "use_cla")).value_or(false))
        return 0;
    const std::int64_t size = config.integer(configKey(config, "cla_share_factor")).value_or(2);
    return size > 1 && size < 10'000 ? static_cast<std::size_t>(size) : 0;
}

/// Slices that grow to whole groups.
Blocks wholeGroups(const Stack& stack, std::size_t size)
{
    Blocks blocks;
    for (const Slice& slice : slices(stack)) {
        const Model* model = modelOf(stack, slice.source);
        const std::size_t layers = model ? model->table.layers.size() : 0;
        const std::size_t first = slice.firstLayer.value - slice.firstLayer.value % size;
        const std::size_t last = slice.lastLayer().value + size - slice.lastLayer().value % size;
        const Block pattern = stack.blocks[slice.begin];
        for (std::size_t layer = first; layer < std::min(last, layers); ++layer) {
            blocks.push_back(pattern);
            blocks.back().layer = LayerIndex::from(layer);
        }
    }
    return blocks;
}

void findCutGroups(const StackFacts& facts, std::vector<Problem>& problems)
{
    const std::size_t size = groupSize(*facts.written);
    const Blocks& blocks = facts.stack.blocks;
    if (size == 0)
        return;
    const auto isCut = [&](std::size_t at) {
        const Block& block = blocks[at];
        if (block.layer.value % size != at % size)
            return true;
        return at % size != 0
            && (blocks[at - 1].source != block.source || blocks[at - 1].layer + 1 != block.layer);
    };
    std::size_t at = 0;
    while (at < blocks.size() && !isCut(at))
        ++at;
    if (at == blocks.size())
        return;
    Problem problem = blockProblem(ProblemId::KeyValueSharing, Severity::Error,
                                   "The layers of this architecture share keys and values in groups of "
                                       + std::to_string(size) + " (cla_share_factor), and the group of layer "
                                       + std::to_string(blocks[at].layer.value) + " of "
                                       + facts.name(blocks[at].source) + " is cut apart",
                                   at, at + 1);
    problem.source = blocks[at].source;
    problem.fixes = {editFix("Keep groups of " + std::to_string(size) + " together",
                             replaceAll(facts.stack, wholeGroups(facts.stack, size)))};
    problems.push_back(std::move(problem));
}

} // namespace

void findSharingProblems(const StackFacts& facts, std::vector<Problem>& problems)
{
    if (!facts.config || facts.inOrder)
        return;
    findLostProducers(facts, problems);
    findCutGroups(facts, problems);
}

} // namespace layerloom::core
