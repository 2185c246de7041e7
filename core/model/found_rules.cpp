#include "core/model/found_rules.h"

#include "core/base/text.h"
#include "core/io/json_scan.h"
#include "core/model/config_sections.h"
#include "core/model/name_forms.h"
#include "core/model/rule_text.h"
#include "core/model/towers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

// How keys that nobody has described are found to follow the layers
//
// A wrong list beside right weights is the worst result: it loads, and computes something else. So every value of the JSON
// files that describes this stack is looked at, for a model with N layers:
//   module names   ["model.layers.3.mlp"], {"model.layers.3.mlp": …}     certain: renumbered without asking
//   list           N entries (with those of layers past the end: N + E)  a guess
//   hidden states  N + 1 entries: one for what enters the first layer    a guess
//   pairs          [[5, 1], [7, 0]]: first numbers below N               a guess
//   indices        [3, 8]: different numbers below N, under a key that speaks of layers   a guess
//   index text     "3,8": the same as one string                         a guess
//   index map      {"3": …}, {"layer_3": …}: keys that are numbers below N   a guess
//   count          N under a key that counts layers in a file beside config.json   a guess
// A guess is followed, or left alone, when the user says so (Setup::perLayer); until then it is a problem. A value may be
// of such a shape by chance: keys with another known meaning (labels, token ids, sizes of pictures, rotary factors) are
// never guessed, nor what stands in the section of a tower or of another stack, nor lists in a section about quantization.

namespace layerloom::core {

namespace {

constexpr std::array<std::string_view, 36> kOtherMeanings {"architectures",
                                                           "auto_map",
                                                           "bad_words_ids",
                                                           "betas",
                                                           "chat_template",
                                                           "conv_bias",
                                                           "conv_dim",
                                                           "conv_kernel",
                                                           "conv_stride",
                                                           "crop_size",
                                                           "feature_size",
                                                           "finetuning_task",
                                                           "id2label",
                                                           "image_mean",
                                                           "image_size",
                                                           "image_std",
                                                           "input_size",
                                                           "forced_decoder_ids",
                                                           "label2id",
                                                           "languages",
                                                           "long_factor",
                                                           "mrope_section",
                                                           "n_attn_blocks",
                                                           "patch_size",
                                                           "prompts",
                                                           "sequence_bias",
                                                           "short_factor",
                                                           "size",
                                                           "special_tokens",
                                                           "stop_strings",
                                                           "supported_aspect_ratios",
                                                           "suppress_tokens",
                                                           "tags",
                                                           "upsample_rates",
                                                           "upsampling_ratios",
                                                           "task_specific_params"};
constexpr std::array<std::string_view, 11> kOtherEndings {
    "_token_id", "_token_ids", "_tokens",     "_ids_to_ignore", "2label",        "2id",
    "_mean",     "_std",       "kernel_size", "kernel_sizes",   "processor_keys"};
constexpr std::array<std::string_view, 6> kOtherBeginnings {"tdnn_",  "xvector_", "keys_to_ignore",
                                                            "_keys_", "torch_",   "begin_suppress"};
constexpr std::array<std::string_view, 6> kLayerWords {"layer",   "block", "indices",
                                                       "indexes", "idxs",  "depth"};
constexpr std::array<std::string_view, 16> kStems {
    "",  "layer", "layers", "layer_", "layers_", "layer.",         "layer-",         "layer ",
    "h", "l",     "block",  "block_", "blocks_", "decoder_layer_", "encoder_layer_", "transformer_layer_"};
constexpr std::array<std::string_view, 6> kElse {"default", "*", "all", "other", "others", "rest"};
constexpr std::array<std::string_view, 3> kQuantizationSections {"quantization_config", "quantization",
                                                                 "compression_config"};

bool hasOtherMeaning(std::string_view name)
{
    const auto isName = [&](std::string_view known) { return name == known; };
    const auto isEnding = [&](std::string_view ending) { return name.ends_with(ending); };
    const auto isBeginning = [&](std::string_view beginning) { return name.starts_with(beginning); };
    return std::any_of(kOtherMeanings.begin(), kOtherMeanings.end(), isName)
        || std::any_of(kOtherEndings.begin(), kOtherEndings.end(), isEnding)
        || std::any_of(kOtherBeginnings.begin(), kOtherBeginnings.end(), isBeginning);
}

/// The keys of which rules and families know what they mean, without their sections.
std::set<std::string, std::less<>> knownKeys(const Family& family)
{
    std::set<std::string, std::less<>> known(family.perLayerKeys.begin(), family.perLayerKeys.end());
    known.insert(family.countKeys.begin(), family.countKeys.end());
    known.insert(family.rootDepthFactors.begin(), family.rootDepthFactors.end());
    known.insert(family.positionalPeriodKey);
    for (const UnsupportedKey& rule : family.unsupportedKeys)
        known.insert({rule.key, rule.unlessKey});
    for (const LayerRule& rule : layerRules())
        known.insert({rule.key, rule.companion, rule.step, rule.unlessKey, rule.whenKey, rule.listKey});
    return known;
}

std::optional<std::size_t> indexIn(std::string_view text)
{
    std::size_t index = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), index);
    const bool isIndex = !text.empty() && fault == std::errc() && end == text.data() + text.size();
    return isIndex ? std::optional(index) : std::nullopt;
}

class RuleFinder {
public:
    RuleFinder(const LayerTable& table, const Family& family)
        : m_layers(table.layers.size())
        , m_stored(table.layers.size() + table.extraLayers.size())
        , m_stack(table.prefix)
        , m_section(table.count.section)
        , m_known(knownKeys(family))
        , m_countKeys(family.countKeys)
    {}

    void look(const ConfigText& text, const std::string& file)
    {
        m_text = &text;
        m_file = file;
        lookInto({}, isQuantizationFile(file));
    }

    std::vector<LayerRule> take() { return std::move(m_rules); }

private:
    void lookInto(const std::string& path, bool isQuantization)
    {
        for (const std::string& name : m_text->keys(path))
            if (const std::string key = path.empty() ? name : path + '.' + name; mayBeByLayer(key, name))
                lookAt(key, name, isQuantization || isPacking(name));
    }

    static bool isPacking(const std::string& name)
    {
        return std::find(kQuantizationSections.begin(), kQuantizationSections.end(), name)
            != kQuantizationSections.end();
    }

    bool mayBeByLayer(const std::string& key, const std::string& name) const
    {
        return !hasOtherMeaning(name) && !isTowerName(name) && !isOfOtherSide(name, m_stack)
            && !namesLayer(name, m_stack) && !isKnown(key);
    }

    void lookAt(const std::string& key, const std::string& name, bool isQuantization)
    {
        const std::string_view raw = m_text->raw(key).value_or("");
        if (!m_file.empty() && isCount(key, name))
            add(key, RuleForm::Count, true);
        else if (raw.starts_with('"') && speaksOfLayers(lowered(name)))
            lookAtText(key);
        else if (raw.starts_with('['))
            lookAtList(key, name, isQuantization);
        else if (raw.starts_with('{') && !isMapByLayer(key) && !describesAnotherStack(key, name))
            lookInto(key, isQuantization);
    }

    bool isKnown(const std::string& key) const
    {
        if (m_file.empty())
            return m_known.contains(std::string_view(key).substr(sectionOfKey(*m_text, key).size()));
        const auto& rules = layerRules();
        return std::any_of(rules.begin(), rules.end(),
                           [&](const LayerRule& rule) { return rule.file == m_file && rule.key == key; });
    }

    /// Weights of a pooling module, say, have a part for each layer.
    bool isCount(const std::string& key, const std::string& name) const
    {
        return std::find(m_countKeys.begin(), m_countKeys.end(), name) != m_countKeys.end()
            && m_text->integer(key) == static_cast<std::int64_t>(m_layers);
    }

    /// A backbone, or a section with a count of its own that is none of those where models keep the config of their
    /// language model and not called like the stack ("decoder", "talker_config").
    bool describesAnotherStack(const std::string& key, std::string_view name) const
    {
        if (!m_file.empty() || !sectionOfKey(*m_text, key + '.').empty() || isWrapper(key))
            return false;
        if (name.ends_with("_config"))
            name.remove_suffix(std::string_view("_config").size());
        if (m_stack.find(name) != std::string::npos)
            return false;
        return name.find("backbone") != std::string_view::npos
            || std::any_of(m_countKeys.begin(), m_countKeys.end(),
                           [&](const std::string& count) { return m_text->integer(key + '.' + count); });
    }

    /// The config of a model that holds the language model's section.
    bool isWrapper(const std::string& key) const
    {
        const std::vector<std::string> sections = textSections(*m_text);
        return std::any_of(sections.begin(), sections.end(),
                           [&](const std::string& section) { return section.starts_with(key + '.'); });
    }

    void lookAtList(const std::string& key, const std::string& name, bool isQuantization)
    {
        const auto elements = m_text->array(key).value_or(std::vector<std::string_view> {});
        const bool holdsNames = std::any_of(elements.begin(), elements.end(), [&](std::string_view element) {
            return element.starts_with('"') && namesLayer(element, m_stack);
        });
        if (holdsNames)
            add(key, RuleForm::Names, false);
        else if (const auto form = formOf(elements, lowered(name));
                 form && !isQuantization && mayBeGuessed(name))
            add(key, *form, *form != RuleForm::List || !isListOfStack(key, name));
    }

    /// A list that the family has for every layer, in the config of this stack: "decoder.layer_types".
    bool isListOfStack(const std::string& key, const std::string& name) const
    {
        return m_file.empty() && !m_section.empty() && key == m_section + name && m_known.contains(name);
    }

    /// Processors of pictures and sounds have many short lists.
    bool mayBeGuessed(const std::string& name) const
    {
        return !m_file.ends_with("processor_config.json") || speaksOfLayers(lowered(name));
    }

    /// "3,8,13"
    void lookAtText(const std::string& key)
    {
        const std::string text = m_text->string(key).value_or("");
        std::vector<std::string_view> elements;
        for (std::size_t begin = 0; begin <= text.size();) {
            const std::size_t end = std::min(text.find(',', begin), text.size());
            elements.push_back(trimmed(std::string_view(text).substr(begin, end - begin)));
            begin = end + 1;
        }
        if (elements.size() > 1 && areIndices(elements))
            add(key, RuleForm::IndexText, true);
    }

    std::optional<RuleForm> formOf(const std::vector<std::string_view>& elements,
                                   const std::string& name) const
    {
        const std::size_t count = elements.size();
        if (speaksOfLayers(name) && areIndices(elements))
            return RuleForm::Indices;
        if (count > 0 && (count == m_layers || count == m_stored))
            return RuleForm::List;
        if (arePairs(elements))
            return RuleForm::Pairs;
        return count == m_layers + 1 ? std::optional(RuleForm::HiddenStates) : std::nullopt;
    }

    static bool speaksOfLayers(const std::string& name)
    {
        return std::any_of(kLayerWords.begin(), kLayerWords.end(),
                           [&](std::string_view word) { return name.find(word) != std::string::npos; });
    }

    bool arePairs(const std::vector<std::string_view>& elements) const
    {
        return !elements.empty() && std::all_of(elements.begin(), elements.end(), [&](std::string_view pair) {
            if (!pair.starts_with('['))
                return false;
            std::vector<std::string_view> parts;
            JsonScan scan = scanConfig(pair);
            scan.array([&] { parts.push_back(scan.value()); });
            const auto layer = parts.size() == 2 ? indexIn(parts.front()) : std::nullopt;
            return layer && *layer < m_stored;
        });
    }

    bool areIndices(const std::vector<std::string_view>& elements) const
    {
        std::set<std::size_t> indices;
        for (const std::string_view element : elements)
            if (const auto index = indexIn(element); index && *index < m_stored)
                indices.insert(*index);
        return !elements.empty() && indices.size() == elements.size();
    }

    /// Of a map of modules, the other members are still to be looked at.
    bool isMapByLayer(const std::string& key)
    {
        const std::vector<std::string> names = m_text->keys(key);
        if (names.empty())
            return false;
        const auto isIndex = [&](const std::string& name) { return isIndexKey(name); };
        const auto isElse = [](const std::string& name) {
            return std::find(kElse.begin(), kElse.end(), lowered(name)) != kElse.end();
        };
        if (std::any_of(names.begin(), names.end(), isIndex)
            && std::all_of(names.begin(), names.end(),
                           [&](const std::string& name) { return isIndex(name) || isElse(name); })) {
            add(key, RuleForm::IndexMap, true);
            return true;
        }
        if (std::any_of(names.begin(), names.end(),
                        [&](const std::string& name) { return namesLayer(name, m_stack); }))
            add(key, RuleForm::NameMap, false);
        return false;
    }

    bool isIndexKey(const std::string& name) const
    {
        const std::size_t stem = name.find_last_not_of("0123456789") + 1;
        const auto index = indexIn(std::string_view(name).substr(stem));
        return index && *index < m_stored
            && std::find(kStems.begin(), kStems.end(), lowered(name.substr(0, stem))) != kStems.end();
    }

    void add(const std::string& key, RuleForm form, bool isGuess)
    {
        LayerRule rule;
        rule.key = key.substr(m_file.empty() ? sectionOfKey(*m_text, key).size() : 0);
        rule.form = form;
        rule.file = m_file;
        rule.isGuess = isGuess;
        m_rules.push_back(std::move(rule));
    }

    const ConfigText* m_text = nullptr;
    std::string m_file;
    std::size_t m_layers;
    std::size_t m_stored; // with those past the end
    std::string m_stack;
    std::string m_section; // of the config, that describes the stack
    std::set<std::string, std::less<>> m_known;
    const std::vector<std::string>& m_countKeys;
    std::vector<LayerRule> m_rules;
};

} // namespace

std::vector<LayerRule> foundRules(const ConfigText& config, const std::vector<SideFile>& sideFiles,
                                  const LayerTable& table, const Family& family)
{
    if (table.layers.empty())
        return {};
    RuleFinder finder(table, family);
    finder.look(config, {});
    for (const SideFile& file : sideFiles)
        finder.look(file.text, file.name);
    return finder.take();
}

} // namespace layerloom::core
