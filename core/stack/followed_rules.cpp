#include "core/stack/followed_rules.h"

#include "core/model/config_sections.h"
#include "core/model/stack_side.h"

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
// The files beside config.json that are copied follow in the same way, with the values of the same file of every source.
// Rules that are only guesses (found_rules.cpp) are followed when the user has chosen so, and undecided until then. A model
// that stays whole and in order changes nothing, so that even what cannot be read does no harm there.
// A key that was written on purpose is never patched; it must say the words by itself. The period of attention types that
// a family decides by position in code is left to the checks of positions (P13), which know that family's phase.
// The same words tell kinds of layers apart (LayerTraits): two layers with equal words look the same to a loader.

namespace layerloom::core {

namespace {

std::size_t layersOf(const Model& model)
{
    return model.table.layers.size();
}

/// config.json of a model, or the file that a rule is about; null when the model has no such file.
const ConfigText* textFor(const Model& model, const LayerRule& rule)
{
    return rule.file.empty() ? &model.config : model.sideFile(rule.file);
}

/// What a rule says of every layer of a model, from its own file; nullopt when that cannot be known.
std::optional<LayerValues> valuesOf(const Model& model, LayerRule rule)
{
    rule.stack = model.table.prefix;
    const ConfigText* text = textFor(model, rule);
    const auto section = text ? ruleSection(*text, rule) : std::nullopt;
    return section ? readRule(*text, *section, rule, layersOf(model)) : silentRule(rule, layersOf(model));
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

/// Follows the rules that are in force in one file.
class Follower {
public:
    Follower(const Stack& stack, SourceIndex source, const ConfigText& written)
        : m_stack(stack)
        , m_source(source)
        , m_model(*modelOf(stack, source))
        , m_written(written)
        , m_isWhole(isWhole(stack, source))
    {}

    /// Rules found in the model come first: they replace whole sections, in which others then change a key.
    std::vector<FollowedRule> follow(const std::string& file)
    {
        for (const LayerRule& rule : m_model.foundRules)
            if (rule.file == file)
                add(rule);
        for (const LayerRule& rule : layerRules())
            if (rule.file == file && rule.key != m_model.family->positionalPeriodKey)
                add(rule);
        return std::move(m_followed);
    }

private:
    /// A rule about the encoder's stack says nothing of a decoder's.
    bool isOfThisStack(const LayerRule& rule) const
    {
        const StackSide side = sideOf(m_model.table.prefix).value_or(StackSide::Decoder);
        return rule.side.empty() || rule.side == sideName(side);
    }

    void add(LayerRule rule)
    {
        rule.stack = m_model.table.prefix;
        const auto section = ruleSection(m_written, rule);
        if (!section || !isOfThisStack(rule))
            return;
        FollowedRule followed = followedRule(std::move(rule), *section);
        if (followed.rule.isGuess && !decide(followed))
            return;
        m_followed.push_back(std::move(followed));
    }

    FollowedRule followedRule(LayerRule rule, const std::string& section) const
    {
        FollowedRule followed;
        followed.source = m_source;
        followed.key = section + rule.key;
        followed.period = periodOf(m_written, section, rule);
        followed.isOverridden = rule.file.empty()
            && (isOverridden(m_stack, followed.key)
                || (!rule.companion.empty() && isOverridden(m_stack, section + rule.companion)));
        followed.values = valuesOf(m_stack, rule);
        setPatches(followed, rule, section);
        followed.rule = std::move(rule);
        return followed;
    }

    void setPatches(FollowedRule& followed, const LayerRule& rule, const std::string& section) const
    {
        const bool staysAsItIs = followed.isOverridden ? !followed.values.empty()
                && (rule.form == RuleForm::Outputs
                    || readRule(m_written, section, rule, m_stack.blocks.size()) == followed.values)
                                                       : m_isWhole;
        if (staysAsItIs)
            followed.patches.emplace();
        else if (!followed.isOverridden && !followed.values.empty())
            followed.patches = writeRule(m_written, section, rule, followed.values, layersOf(m_model));
    }

    /// False for a guess that does not count: it changes nothing, or is to stay as it is.
    bool decide(FollowedRule& followed) const
    {
        if (followed.isOverridden || (followed.patches && followed.patches->empty()))
            return false;
        const PerLayerChoice* choice = perLayerChoice(m_stack.setup, followed.name());
        followed.isUndecided = choice == nullptr;
        return choice == nullptr || choice->gathers;
    }

    const Stack& m_stack;
    SourceIndex m_source;
    const Model& m_model;
    const ConfigText& m_written;
    bool m_isWhole;
    std::vector<FollowedRule> m_followed;
};

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
    const SourceIndex source = partSource(stack, Part::Config);
    if (!modelOf(stack, source) || stack.blocks.empty())
        return {};
    return Follower(stack, source, written).follow({});
}

SourceIndex sideFileSource(const Stack& stack, std::string_view file)
{
    return partSource(stack, file == "generation_config.json" ? Part::GenerationConfig : Part::Config);
}

std::vector<FollowedRule> followSideRules(const Stack& stack)
{
    std::vector<FollowedRule> followed;
    std::vector<SourceIndex> givers {partSource(stack, Part::Config),
                                     partSource(stack, Part::GenerationConfig)};
    givers.erase(std::unique(givers.begin(), givers.end()), givers.end());
    for (const SourceIndex source : givers) {
        const Model* model = modelOf(stack, source);
        if (!model || stack.blocks.empty())
            continue;
        for (const SideFile& file : model->sideFiles)
            if (sideFileSource(stack, file.name) == source)
                for (FollowedRule& rule : Follower(stack, source, file.text).follow(file.name))
                    followed.push_back(std::move(rule));
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
        if (rule.file.empty() && ruleSection(written, rule))
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
