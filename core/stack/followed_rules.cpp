#include "core/stack/followed_rules.h"

#include "core/model/config_sections.h"

#include <algorithm>

// How rules that go by position follow a stack
//
// Some keys of config.json say something of layers by their position: first_k_dense_replace = 3, a period, a pattern, lists
// of indices or module names. When layers move, such a key must move with them:
//   1. Read: for every block (s, l) of the stack, what the rule says of layer l in the config.json of its own source s,
//      as a word that can be compared (LayerValues). A source without the key says what its silence means.
//   2. Write: the patches that make the rule's form say these words of blocks 0, 1, 2, … (writeRule). None if it does so
//      already: the text then stays as it is, to the byte.
//   3. If the form cannot say it (dense layers in the middle cannot be counted from the start), there are no patches,
//      and the rule becomes a problem (P14, P23).
// A key that was written on purpose is never patched; it must say the words by itself. The period of attention types that
// a family decides by position in code is left to the checks of positions (P13), which know that family's phase.
// The same words tell kinds of layers apart (LayerTraits): two layers with equal words look the same to a loader.

namespace layerloom::core {

namespace {

std::size_t layersOf(const Model& model)
{
    return model.table.layers.size();
}

/// What a rule says of every layer of a model, from its own config; nullopt when that cannot be known.
std::optional<LayerValues> valuesOf(const Model& model, const LayerRule& rule)
{
    const auto section = ruleSection(model.config, rule);
    return section ? readRule(model.config, *section, rule, layersOf(model))
                   : silentRule(rule, layersOf(model));
}

/// The same for every block of the stack.
LayerValues valuesOf(const Stack& stack, const LayerRule& rule)
{
    std::vector<std::optional<LayerValues>> bySource(stack.setup.sources.size());
    LayerValues values;
    for (const Block& block : stack.blocks) {
        const Model* model = modelOf(stack, block.source);
        if (!model || block.layer.value >= layersOf(*model))
            return {};
        std::optional<LayerValues>& known = bySource[block.source.value];
        if (!known)
            known = valuesOf(*model, rule);
        if (!known)
            return {};
        values.push_back((*known)[block.layer.value]);
    }
    return values;
}

bool isOverridden(const Stack& stack, const std::string& key)
{
    const auto& overrides = stack.setup.overrides;
    return std::any_of(overrides.begin(), overrides.end(),
                       [&](const ConfigPatch& patch) { return patch.key == key; });
}

FollowedRule followRule(const Stack& stack, const ConfigText& written, const LayerRule& rule,
                        const std::string& section, std::size_t oldLayers)
{
    FollowedRule followed {&rule,
                           section + rule.key,
                           valuesOf(stack, rule),
                           std::nullopt,
                           false,
                           periodOf(written, section, rule)};
    followed.isOverridden = isOverridden(stack, followed.key)
        || (!rule.companion.empty() && isOverridden(stack, section + rule.companion));
    if (followed.values.empty())
        return followed;
    if (!followed.isOverridden)
        followed.patches = writeRule(written, section, rule, followed.values, oldLayers);
    else if (readRule(written, section, rule, stack.blocks.size()) == followed.values)
        followed.patches.emplace();
    return followed;
}

LayerValues listOf(const Model& model, const std::string& name)
{
    for (const std::string& key : presentKeys(model.config, {name}))
        if (const auto elements = model.config.array(key))
            return {elements->begin(), elements->end()};
    return {};
}

} // namespace

std::vector<FollowedRule> followRules(const Stack& stack, const ConfigText& written)
{
    const Model* config = modelOf(stack, partSource(stack, Part::Config));
    std::vector<FollowedRule> followed;
    if (!config || stack.blocks.empty())
        return followed;
    for (const LayerRule& rule : layerRules()) {
        if (rule.key == config->family->positionalPeriodKey)
            continue;
        if (const auto section = ruleSection(written, rule))
            followed.push_back(followRule(stack, written, rule, *section, layersOf(*config)));
    }
    return followed;
}

LayerTraits::LayerTraits(const Stack& stack, const ConfigText& written, const Family& family)
{
    const auto addAll = [&](const auto& read) {
        std::vector<LayerValues> bySource;
        for (const Source& source : stack.setup.sources)
            bySource.push_back(source.model ? read(*source.model) : LayerValues {});
        m_values.push_back(std::move(bySource));
    };
    for (const LayerRule& rule : layerRules())
        if (ruleSection(written, rule))
            addAll([&](const Model& model) { return valuesOf(model, rule).value_or(LayerValues {}); });
    for (const std::string& name : family.perLayerKeys)
        if (!presentKeys(written, {name}).empty())
            addAll([&](const Model& model) { return listOf(model, name); });
    // Where no list says it the family does.
    addAll([&](const Model& model) {
        LayerValues types;
        for (const Layer& layer : model.table.layers)
            types.push_back(layer.type);
        return types;
    });
}

std::string LayerTraits::of(SourceIndex source, LayerIndex layer) const
{
    std::string text;
    for (const std::vector<LayerValues>& bySource : m_values) {
        const LayerValues& values = bySource[source.value];
        text += (layer.value < values.size() ? values[layer.value] : std::string()) + '\n';
    }
    return text;
}

bool carriesExtraLayers(const Stack& stack)
{
    const Model* config = modelOf(stack, partSource(stack, Part::Config));
    if (!config || config->table.extraLayers.empty() || stack.blocks.empty())
        return false;
    constexpr auto kCount = "num_nextn_predict_layers";
    for (const ConfigPatch& patch : stack.setup.overrides)
        if (patch.key.ends_with(kCount))
            return patch.value != "0" && patch.value != "null";
    for (const std::string& key : presentKeys(config->config, {kCount}))
        return config->config.integer(key).value_or(0) > 0;
    return false;
}

std::vector<TensorIndex> lentToFirstPlace(const Stack& stack)
{
    std::vector<TensorIndex> lent;
    const Model* model = stack.blocks.empty() ? nullptr : modelOf(stack, stack.blocks.front().source);
    if (!model || model->family->firstPlaceTensors.empty() || model->table.layers.empty()
        || stack.blocks.front().layer == 0)
        return lent;
    for (const TensorIndex tensor : model->table.layers.front().tensors)
        if (isFirstPlaceTensor(model->tensor(tensor).name, *model->family))
            lent.push_back(tensor);
    return lent;
}

} // namespace layerloom::core
