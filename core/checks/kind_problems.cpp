#include "core/checks/kind_problems.h"

#include "core/checks/problem_rules.h"
#include "core/stack/commands.h"
#include "core/stack/followed_rules.h"

#include <algorithm>
#include <map>
#include <set>

namespace layerloom::core {

namespace {

const std::string& signatureOf(const Model& model, LayerIndex layer)
{
    return model.table.kinds[model.layer(layer).kind].signature;
}

bool hasOneSignature(const StackFacts& facts)
{
    std::set<std::string_view> signatures;
    const auto add = [&](const Model& model) {
        for (const LayerKind& kind : model.table.kinds)
            signatures.insert(kind.signature);
    };
    add(*facts.config);
    for (const SourceIndex source : facts.donors)
        add(facts.model(source));
    return signatures.size() < 2;
}

/// Knows which kinds of layer a place may hold, by what config.json says of it.
class Places {
public:
    explicit Places(const StackFacts& facts)
        : m_config(*facts.config)
        , m_traits(facts.stack, *facts.written, *facts.config->family)
    {
        for (LayerIndex layer = 0; layer.value < m_config.table.layers.size(); ++layer)
            m_signatures[m_traits.of(facts.configSource, layer)][signatureOf(m_config, layer)].push_back(
                layer);
    }

    /// False when what config.json says of `block` does not make it of the kind that it is.
    bool canHold(std::size_t place, const Block& block, const std::string& signature) const
    {
        const auto said = m_signatures.find(m_traits.of(block.source, block.layer));
        if (said == m_signatures.end())
            return true; // that the config's model has no such layers is another problem
        const auto& kinds = said->second;
        const auto ours = kinds.find(signature);
        if (ours == kinds.end())
            return false;
        if (kinds.size() == 1)
            return true;
        // What no key tells apart goes by the place. Often that is the first layer alone.
        if (place < m_config.table.layers.size()
            && signatureOf(m_config, LayerIndex::from(place)) == signature)
            return true;
        const bool isFirst = place == 0;
        const auto isPlaceable = [&](const auto& kind) {
            return std::any_of(kind.second.begin(), kind.second.end(),
                               [&](LayerIndex layer) { return (layer == 0) == isFirst; });
        };
        return isPlaceable(*ours) && std::count_if(kinds.begin(), kinds.end(), isPlaceable) == 1;
    }

private:
    const Model& m_config;
    LayerTraits m_traits;
    std::map<std::string, std::map<std::string_view, std::vector<LayerIndex>>>
        m_signatures; // by traits, by kind
};

/// A layer 0 unlike the others can go where its place lets it be.
std::optional<Fix> moveFix(const StackFacts& facts, const Places& places, std::size_t at)
{
    const Block& block = facts.stack.blocks[at];
    const std::string& signature = signatureOf(facts.model(block.source), block.layer);
    if (at == 0 || block.layer != 0 || !places.canHold(0, block, signature))
        return std::nullopt;
    const Block& first = facts.stack.blocks.front();
    const bool isTaken = layerOf(facts.stack, first) && first.layer == 0;
    if (isTaken)
        return std::nullopt;
    return editFix("Move to start", moveRange(at, at + 1, 0));
}

} // namespace

void findKindProblems(const StackFacts& facts, const std::vector<bool>& hasError,
                      std::vector<Problem>& problems)
{
    if (!facts.config || facts.inOrder || facts.config->table.layers.empty() || hasOneSignature(facts))
        return;
    const Places places(facts);
    const Blocks& blocks = facts.stack.blocks;
    for (std::size_t at = 0; at < blocks.size(); ++at) {
        const Block& block = blocks[at];
        if (!layerOf(facts.stack, block) || hasError[at])
            continue;
        const Model& model = facts.model(block.source);
        if (places.canHold(at, block, signatureOf(model, block.layer)))
            continue;
        const std::string& kind = model.table.kinds[model.layer(block.layer).kind].name;
        Problem problem =
            blockProblem(ProblemId::MisplacedLayerKind, Severity::Error,
                         "Layer " + std::to_string(block.layer.value) + " of " + facts.name(block.source)
                             + " (" + kind + ") has other tensors than a layer at place " + std::to_string(at)
                             + " must have, and config.json cannot say so",
                         at, at + 1);
        problem.source = block.source;
        if (auto fix = moveFix(facts, places, at))
            problem.fixes.push_back(std::move(*fix));
        problem.fixes.push_back(removeFix(at, at + 1));
        problems.push_back(std::move(problem));
    }
}

} // namespace layerloom::core
