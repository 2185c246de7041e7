#include "core/model/outside_parts.h"

#include "core/base/text.h"
#include "core/checkpoint/dtype.h"
#include "core/model/config_sections.h"
#include "core/model/layer_count.h"
#include "core/model/layer_rule.h"
#include "core/model/model.h"
#include "core/model/rule_text.h"
#include "core/model/towers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

// What outside the layers may have a part for each of them
//
// Only tensors that are no embeddings, norm or head, in no tower and in no other stack are looked at. Beside those that
// layer_rules.json names, of a model with N layers and H heads these are guessed:
//   [N], [N, 1], [1, N]   a number for each layer
//   [N + 1], …            the same, and one for what enters the first layer
//   [N, …], [.., N + 1]   a row for each layer, under a name that speaks of layers
//   [.., N·H]             a number for each head of each layer, under a name that speaks of heads, attention, contacts or
//                         layers
//   prefix.0 … prefix.N-1 a tensor for each layer, unless another key counts them ("r_layers" for "r_layers.3"). In
//                         towers and other stacks too, where config.json describes them by the key of this stack only
// Extents are equal by chance: N is the number of heads of many models. So an extent is no sign where an integer of
// config.json that counts no layers, or the number of labels, is the same, unless the name speaks of layers or scalars.
// Biases, norms, tables of positions and rotary frequencies are none of these things, whatever their extent.

namespace layerloom::core {

namespace {

constexpr std::array<std::string_view, 9> kSigns {"lambda",      "scalar",     "layer_weight",
                                                  "layerweight", "layerwise",  "per_layer",
                                                  "layer_scale", "layer_gate", "layer_mix"};
constexpr std::array<std::string_view, 3> kLayerSigns {"layer", "block", "depth"};
constexpr std::array<std::string_view, 6> kHeadSigns {"contact",   "regression", "attn",
                                                      "attention", "head",       "layer"};
constexpr std::array<std::string_view, 8> kOtherTensors {"bias", "norm", "position", "rotary",
                                                         "rope", "freq", "conv",     "extractor"};
constexpr std::array<std::string_view, 3> kOtherGroups {"codebook", "conv", "extractor"};

template <std::size_t count>
bool holdsAny(const std::string& name, const std::array<std::string_view, count>& words)
{
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

/// "value_embeds." and 3 of "value_embeds.3.weight" and "value_embeds.3".
std::optional<std::pair<std::string_view, std::size_t>> firstNumber(std::string_view name)
{
    for (std::size_t begin = 0; begin < name.size();) {
        const std::size_t end = std::min(name.find('.', begin), name.size());
        std::size_t number = 0;
        const auto [stop, fault] = std::from_chars(name.data() + begin, name.data() + end, number);
        if (end > begin && fault == std::errc() && stop == name.data() + end)
            return std::pair(name.substr(0, begin), number);
        begin = end + 1;
    }
    return std::nullopt;
}

/// Every integer of a config that counts no layers, and the number of labels.
void addIntegers(const ConfigText& config, const std::string& path, std::set<std::uint64_t>& integers)
{
    for (const std::string& name : config.keys(path)) {
        const std::string key = path.empty() ? name : path + '.' + name;
        const auto value = config.integer(key);
        if (value && *value > 0 && lowered(name).find("layer") == std::string::npos)
            integers.insert(static_cast<std::uint64_t>(*value));
        if (name == "id2label")
            integers.insert(config.keys(key).size());
        else if (!sectionOfKey(config, key + '.').empty())
            addIntegers(config, key, integers);
    }
}

/// Of experts the last part of the name tells: a stack may lie in a module with experts.
bool isOtherGroup(const std::string& prefix)
{
    const std::size_t last = prefix.rfind('.', prefix.size() - 2) + 1;
    return holdsAny(prefix, kOtherGroups) || prefix.find("expert", last) != std::string::npos;
}

bool isCalledLikeACount(const std::string& name)
{
    constexpr std::array<std::string_view, 4> kEndings {"layers", "layer", "blocks", "depth"};
    return std::any_of(kEndings.begin(), kEndings.end(),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

/// The keys of all integers that are `layers`, under names that speak of layers.
void addCounts(const ConfigText& config, const std::string& path, std::int64_t layers,
               std::vector<std::string>& counts)
{
    for (const std::string& name : config.keys(path)) {
        const std::string key = path.empty() ? name : path + '.' + name;
        if (config.integer(key) == layers && isCalledLikeACount(lowered(name)))
            counts.push_back(key);
        if (config.raw(key).value_or("").starts_with('{'))
            addCounts(config, key, layers, counts);
    }
}

std::set<std::string> wordsOf(std::string_view name)
{
    static const std::set<std::string, std::less<>> kEveryones {
        "num",    "n",     "hidden", "layer",   "layers",  "block",    "blocks",     "depth",
        "config", "model", "text",   "encoder", "decoder", "language", "transformer"};
    std::set<std::string> words;
    for (std::size_t begin = 0; begin < name.size();) {
        const std::size_t end = std::min(name.find_first_of("._", begin), name.size());
        std::string word = lowered(name.substr(begin, end - begin));
        if (!word.empty() && !kEveryones.contains(word))
            words.insert(std::move(word));
        begin = end + 1;
    }
    return words;
}

bool shareWord(std::string_view key, std::string_view prefix)
{
    const std::set<std::string> ours = wordsOf(key);
    const std::set<std::string> theirs = wordsOf(prefix);
    return std::any_of(ours.begin(), ours.end(),
                       [&](const std::string& word) { return theirs.contains(word); });
}

class PartFinder {
public:
    PartFinder(const Checkpoint& checkpoint, const ConfigText& config, const Family& family,
               const LayerTable& table)
        : m_checkpoint(checkpoint)
        , m_config(config)
        , m_family(family)
        , m_table(table)
        , m_layers(table.layers.size())
    {
        addIntegers(config, {}, m_explained);
        addCounts(config, {}, static_cast<std::int64_t>(m_layers), m_counts);
        for (const std::string& key : presentKeys(config, {"num_attention_heads", "n_head", "n_heads"}))
            m_heads = static_cast<std::uint64_t>(std::max<std::int64_t>(config.integer(key).value_or(0), 0));
    }

    OutsideParts find()
    {
        for (const TensorIndex index : m_table.rest.tensors) {
            const TensorInfo& tensor = m_checkpoint.tensor(index);
            const auto known = knownShape(tensor);
            const bool isElse = !known && isElsewhere(tensor.name);
            if (const auto number = firstNumber(tensor.name)) {
                Members& members = m_groups[number->first];
                members.numbers.insert(number->second);
                members.isElsewhere = members.isElsewhere || isElse;
            } else if (const auto shape = known || isElse ? known : guessedShape(tensor)) {
                m_found.tensors.push_back({index, *shape});
            }
        }
        for (const auto& [prefix, members] : m_groups)
            addGroup(prefix, members);
        return std::move(m_found);
    }

private:
    /// The tensors of one group: "vision_tower.blocks."
    struct Members {
        std::set<std::size_t> numbers;
        bool isElsewhere = false; ///< in a tower or the other stack
    };

    bool isElsewhere(std::string_view name) const
    {
        const auto isBuffer = [&](const std::string& part) {
            return name.find(part) != std::string_view::npos;
        };
        return isTowerName(name) || isOfOtherSide(name, m_table.prefix)
            || std::any_of(m_family.buffers.begin(), m_family.buffers.end(), isBuffer);
    }

    std::optional<DepthShape> knownShape(const TensorInfo& tensor) const
    {
        for (const DepthShape& known : depthShapes())
            if (isMeant(known, tensor.name))
                return fitted(known, tensor);
        return std::nullopt;
    }

    std::optional<DepthShape> guessedShape(const TensorInfo& tensor) const
    {
        const std::string name = lowered(tensor.name);
        if (m_layers < 2 || !floatType(tensor.dtype) || tensor.shape.empty() || tensor.shape.size() > 2
            || holdsAny(name, kOtherTensors))
            return std::nullopt;
        DepthShape guess {tensor.name, 0, {}, 0, true};
        if (tensor.name.ends_with(".weight"))
            guess.tensor.resize(guess.tensor.size() - std::string_view(".weight").size());
        const bool isFound = isOfAllLayers(tensor, name, guess) || isOfAllHeads(tensor, name, guess);
        return isFound ? std::optional(guess) : std::nullopt;
    }

    /// Sets the axis of the guess. What is no row of numbers must speak of layers.
    bool isOfAllLayers(const TensorInfo& tensor, const std::string& name, DepthShape& guess) const
    {
        for (const std::uint64_t lead : {0U, 1U})
            for (guess.axis = 0; guess.axis < tensor.shape.size(); ++guess.axis) {
                const std::uint64_t extent = tensor.shape[guess.axis];
                guess.lead = lead;
                const bool isRow = tensor.elements() == extent || holdsAny(name, kLayerSigns);
                if (extent == m_layers + lead && isRow && isSign(extent, name))
                    return true;
            }
        return false;
    }

    /// Some models of a family have no part for what enters the first layer.
    DepthShape fitted(DepthShape shape, const TensorInfo& tensor) const
    {
        const std::uint64_t extent = shape.axis < tensor.shape.size() ? tensor.shape[shape.axis] : 0;
        if (extent % (m_layers + shape.lead) != 0 && extent % m_layers == 0)
            shape.lead = 0;
        return shape;
    }

    bool isSign(std::uint64_t extent, const std::string& name) const
    {
        return !m_explained.contains(extent) || holdsAny(name, kSigns);
    }

    /// Sets the axis of the guess.
    bool isOfAllHeads(const TensorInfo& tensor, const std::string& name, DepthShape& guess) const
    {
        const std::uint64_t extent = m_layers * m_heads;
        if (m_heads < 2 || tensor.shape.size() != 2 || m_explained.contains(extent)
            || !holdsAny(name, kHeadSigns))
            return false;
        const auto axis = std::find(tensor.shape.begin(), tensor.shape.end(), extent);
        guess.axis = static_cast<std::size_t>(axis - tensor.shape.begin());
        guess.lead = 0;
        return axis != tensor.shape.end();
    }

    /// True for another stack that no part of config.json describes but the key that counts this one.
    bool hasCountOfStack(std::string_view prefix) const
    {
        const std::string section = stackSections(m_config, prefix).front();
        if (!holdsAny(lowered(prefix), kLayerSigns) || !(section.empty() || section == textSection()))
            return false;
        const std::vector<CountKey> keys =
            layerCount(m_config, m_family,
                       {prefix, static_cast<std::int64_t>(m_layers), m_table.side.has_value()})
                .keys;
        return !keys.empty() && isOfStack(keys.front().key);
    }

    std::string textSection() const
    {
        const std::vector<std::string> texts = textSections(m_config);
        return texts.empty() ? std::string() : texts.front();
    }

    bool isOfStack(const std::string& key) const
    {
        const std::vector<CountKey>& keys = m_table.count.keys;
        return std::any_of(keys.begin(), keys.end(), [&](const CountKey& each) { return each.key == key; });
    }

    /// True where another key counts as many layers and shares a word with the name: "r_layers" of "encoder.r_layers.".
    bool hasCountOfItsOwn(std::string_view prefix) const
    {
        return std::any_of(m_counts.begin(), m_counts.end(),
                           [&](const std::string& key) { return !isOfStack(key) && shareWord(key, prefix); });
    }

    void addGroup(std::string_view prefix, const Members& group)
    {
        const std::set<std::size_t>& members = group.numbers;
        if (prefix.empty() || *members.rbegin() >= m_layers)
            return;
        const auto isCalled = [&](const std::string& name) {
            return prefix.ends_with(name + '.')
                && (prefix.size() == name.size() + 1 || prefix[prefix.size() - name.size() - 2] == '.');
        };
        const bool isKnown =
            !group.isElsewhere && std::any_of(layerGroupNames().begin(), layerGroupNames().end(), isCalled);
        const bool isGuess = m_layers > 1 && members.size() == m_layers && !isOtherGroup(lowered(prefix))
            && (!group.isElsewhere || hasCountOfStack(prefix)) && !hasCountOfItsOwn(prefix);
        if (isKnown || isGuess)
            m_found.groups.push_back({std::string(prefix), !isKnown});
    }

    const Checkpoint& m_checkpoint;
    const ConfigText& m_config;
    const Family& m_family;
    const LayerTable& m_table;
    std::uint64_t m_layers;
    std::uint64_t m_heads = 0;
    std::set<std::uint64_t> m_explained;
    std::vector<std::string> m_counts; // integers of the config that equal the number of layers
    std::map<std::string_view, Members> m_groups; // by prefix
    OutsideParts m_found;
};

} // namespace

OutsideParts findOutsideParts(const Checkpoint& checkpoint, const ConfigText& config, const Family& family,
                              const LayerTable& table)
{
    return table.layers.empty() ? OutsideParts {} : PartFinder(checkpoint, config, family, table).find();
}

} // namespace layerloom::core
