#include "core/model/layer_count.h"

#include "core/model/config_sections.h"
#include "core/model/stack_side.h"
#include "core/model/towers.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace layerloom::core {

namespace {

using Names = std::vector<std::string>;

Names partsOf(std::string_view prefix)
{
    Names parts;
    while (!prefix.empty()) {
        const std::size_t dot = prefix.find('.');
        parts.emplace_back(prefix.substr(0, dot));
        prefix = dot == std::string_view::npos ? std::string_view() : prefix.substr(dot + 1);
    }
    if (!parts.empty())
        parts.pop_back(); // "layers"
    return parts;
}

bool isSection(const ConfigText& config, const std::string& key)
{
    return !config.keys(key).empty();
}

/// What a section that describes the module `part` may be called.
Names sectionNames(const std::string& part)
{
    Names names {part, part + "_config"};
    if (part == "language_model" || part == "text_model")
        names.insert(names.end(), {"text_config", "language_config", "llm_config"});
    if (part == "visual")
        names.emplace_back("vision_config");
    for (const std::string_view end : {"_tower", "_model", "_encoder", "_decoder"})
        if (part.ends_with(end))
            names.push_back(part.substr(0, part.size() - end.size()) + "_config");
    return names;
}

/// A bare encoder beside a text section is not the text's: it is told by the section of its pictures or sounds.
Names implied(const ConfigText& config, std::string_view prefix)
{
    Names sections;
    if (sideOf(prefix) == StackSide::Encoder)
        for (const char* name : {"vision_config", "audio_config", "speech_config"})
            if (isSection(config, name))
                sections.push_back(std::string(name) + ".");
    return sections;
}

Names textSectionsIn(const ConfigText& config, const std::string& base)
{
    if (base.empty())
        return textSections(config);
    Names sections;
    for (const std::string& name : textSectionNames())
        if (isSection(config, base + name))
            sections.push_back(base + name + '.');
    return sections;
}

/// Reads the keys of one section that may count a stack.
class SectionReader {
public:
    SectionReader(const ConfigText& config, const Family& family, const CountedStack& stack)
        : m_config(config)
        , m_family(family)
        , m_stack(stack)
        , m_side(sideOf(stack.prefix))
    {}

    std::optional<StackSide> side() const { return m_side; }

    std::vector<CountKey> sided(const std::string& section) const
    {
        if (!m_side)
            return {};
        std::vector<CountKey> keys = present(section, namesOf(*m_side));
        if (!keys.empty() && plainSide(section) == m_side)
            append(keys, equalTo(keys.front().value, present(section, m_family.countKeys)));
        return keys;
    }

    std::vector<CountKey> plain(const std::string& section) const
    {
        const std::optional<StackSide> meant = plainSide(section);
        if (m_side && meant && meant != m_side)
            return defaulted(section);
        std::vector<CountKey> keys = present(section, m_family.countKeys);
        if (keys.empty())
            keys = present(section, keysNamedAfterStack());
        else
            append(keys, equalTo(keys.front().value, present(section, keysNamedAfterStack())));
        if (keys.empty())
            keys = present(section, m_family.rareCountKeys);
        const bool oneSide = present(section, m_family.encoderCountKeys).empty()
            != present(section, m_family.decoderCountKeys).empty();
        if (!m_side && oneSide)
            for (const StackSide side : {StackSide::Encoder, StackSide::Decoder})
                append(keys, present(section, namesOf(side)));
        return keys;
    }

    /// The only key that speaks of layers and equals their number ("l_layers"); nothing where there are several.
    std::optional<CountKey> onlyEqual(const std::string& section) const
    {
        std::vector<CountKey> equal;
        const std::string path = section.substr(0, section.empty() ? 0 : section.size() - 1);
        for (const std::string& name : m_config.keys(path))
            if (m_stack.stored > 1 && m_config.integer(section + name) == m_stack.stored && maySayCount(name))
                equal.push_back({section + name, m_stack.stored, 1});
        return equal.size() == 1 ? std::optional(equal.front()) : std::nullopt;
    }

    /// The decoder's key, where the config lacks it because it defaults to the encoder's.
    std::optional<std::string> missingKey(const std::string& section) const
    {
        if (!m_family.decoderCountDefaults || !present(section, m_family.decoderCountKeys).empty())
            return std::nullopt;
        return section + m_family.decoderCountKeys.front();
    }

    /// The key that a loader of the family asks for.
    const std::string& usualKey() const
    {
        if (m_side == StackSide::Decoder && (m_stack.isPaired || m_family.decoderCountDefaults))
            return m_family.decoderCountKeys.front();
        const bool isEncoder = m_side == StackSide::Encoder && m_stack.isPaired;
        return isEncoder && !m_family.decoderCountDefaults ? m_family.encoderCountKeys.front()
                                                           : m_family.countKeys.front();
    }

private:
    static void append(std::vector<CountKey>& keys, const std::vector<CountKey>& more)
    {
        keys.insert(keys.end(), more.begin(), more.end());
    }

    static std::vector<CountKey> equalTo(std::int64_t value, std::vector<CountKey> keys)
    {
        std::erase_if(keys, [&](const CountKey& key) { return key.value != value; });
        return keys;
    }

    /// "num_spatial_layers" for "encoder.spatial_layers.", "num_blocks" for "model.blocks.". None that are asked for anyway.
    Names keysNamedAfterStack() const
    {
        std::string_view name = m_stack.prefix;
        name = name.substr(0, name.empty() ? 0 : name.size() - 1);
        const std::string last(name.substr(name.rfind('.') + 1));
        Names names;
        for (const std::string& key : {"num_" + last, "n_" + last})
            if (!last.empty()
                && std::find(m_family.countKeys.begin(), m_family.countKeys.end(), key)
                    == m_family.countKeys.end())
                names.push_back(key);
        return names;
    }

    const Names& namesOf(StackSide side) const
    {
        return side == StackSide::Encoder ? m_family.encoderCountKeys : m_family.decoderCountKeys;
    }

    static bool maySayCount(const std::string& name)
    {
        constexpr std::array<std::string_view, 3> kEndings {"layers", "blocks", "depth"};
        constexpr std::array<std::string_view, 12> kOthers {"encoder", "decoder", "nextn",  "mtp",
                                                            "shared",  "dense",   "window", "skip",
                                                            "sparse",  "conv",    "feat",   "extract"};
        return std::any_of(kEndings.begin(), kEndings.end(),
                           [&](std::string_view ending) { return name.ends_with(ending); })
            && std::none_of(kOthers.begin(), kOthers.end(),
                            [&](std::string_view other) { return name.find(other) != std::string::npos; });
    }

    std::vector<CountKey> present(const std::string& section, const Names& names) const
    {
        std::vector<CountKey> keys;
        for (const std::string& name : names)
            if (const auto value = m_config.integer(section + name))
                keys.push_back({section + name, *value, factorOf(name)});
        return keys;
    }

    std::int64_t factorOf(const std::string& name) const
    {
        const auto& factors = m_family.countFactors;
        const auto factor = factors.find(name);
        return factor == factors.end() ? 1 : factor->second;
    }

    /// Whose count a plain key is in this section; nullopt where the section knows no sides.
    std::optional<StackSide> plainSide(const std::string& section) const
    {
        const bool hasEncoder = !present(section, m_family.encoderCountKeys).empty();
        const bool hasDecoder = !present(section, m_family.decoderCountKeys).empty();
        if (m_family.decoderCountDefaults)
            return StackSide::Encoder;
        if (!hasEncoder && !hasDecoder)
            return std::nullopt;
        if (m_family.plainCountsDecoder)
            return StackSide::Decoder;
        const bool isDecoderAlone = !hasEncoder && m_side == StackSide::Decoder && !m_stack.isPaired;
        return isDecoderAlone ? StackSide::Decoder : StackSide::Encoder;
    }

    std::vector<CountKey> defaulted(const std::string& section) const
    {
        const std::vector<CountKey> plainKeys = present(section, m_family.countKeys);
        const auto missing = missingKey(section);
        if (m_side != StackSide::Decoder || !missing || plainKeys.empty())
            return {};
        return {{*missing, plainKeys.front().value, 1}};
    }

    const ConfigText& m_config;
    const Family& m_family;
    const CountedStack& m_stack;
    std::optional<StackSide> m_side;
};

/// Keeps the keys of `found` that follow the one that decides; the rest contradict it.
void sortKeys(std::vector<CountKey> found, std::int64_t stored, LayerCount& count)
{
    std::stable_sort(found.begin(), found.end(), [&](const CountKey& a, const CountKey& b) {
        const auto rank = [&](const CountKey& key) {
            return key.factor > 1 ? 2 : key.value == stored ? 0 : 1;
        };
        return rank(a) < rank(b);
    });
    const std::int64_t layers = found.front().value / found.front().factor;
    for (CountKey& key : found) {
        const bool isMultiple = layers > 1 && key.value > layers && key.value % layers == 0;
        if (key.factor == 1 && isMultiple) {
            key.factor = key.value / layers;
            count.guessed.push_back(key);
        }
        (key.value == key.factor * layers ? count.keys : count.contradictions).push_back(key);
    }
}

/// A language model's count that the root repeats beside its own section.
void addRepeated(const ConfigText& config, const Family& family, LayerCount& count)
{
    const Names& texts = textSectionNames();
    if (std::none_of(texts.begin(), texts.end(),
                     [&](const auto& each) { return count.section.ends_with(each + '.'); }))
        return;
    for (const std::string& name : family.countKeys)
        if (config.integer(name) == count.keys.front().value)
            count.keys.push_back({name, count.keys.front().value, count.keys.front().factor});
}

} // namespace

std::optional<std::int64_t> LayerCount::layers() const
{
    if (keys.empty())
        return std::nullopt;
    return keys.front().value / keys.front().factor;
}

std::vector<ConfigPatch> LayerCount::patches(std::size_t layers) const
{
    std::vector<ConfigPatch> changes;
    for (const CountKey& key : keys)
        changes.push_back({key.key, std::to_string(key.factor * static_cast<std::int64_t>(layers))});
    if (keys.empty() && !missing.empty())
        changes.push_back({missing, std::to_string(layers)});
    if (this->layers() != static_cast<std::int64_t>(layers))
        changes.insert(changes.end(), pinned.begin(), pinned.end());
    return changes;
}

std::vector<std::string> stackSections(const ConfigText& config, std::string_view prefix)
{
    Names matched;
    std::string section;
    for (const std::string& part : partsOf(prefix)) {
        const Names names = sectionNames(part);
        const auto name = std::find_if(names.begin(), names.end(), [&](const std::string& each) {
            return isSection(config, section + each);
        });
        if (name == names.end())
            continue;
        section += *name + ".";
        matched.insert(matched.begin(), section);
    }
    if (matched.empty())
        matched = implied(config, prefix);
    matched.emplace_back();
    Names sections;
    for (const std::string& base : matched) {
        if (!isTowerName(prefix))
            for (const std::string& text : textSectionsIn(config, base))
                sections.push_back(text);
        sections.push_back(base);
    }
    Names unique;
    std::copy_if(sections.begin(), sections.end(), std::back_inserter(unique), [&](const std::string& each) {
        return std::find(unique.begin(), unique.end(), each) == unique.end();
    });
    return unique;
}

LayerCount layerCount(const ConfigText& config, const Family& family, const CountedStack& stack)
{
    const SectionReader reader(config, family, stack);
    const Names sections = stackSections(config, stack.prefix);
    LayerCount count;
    for (const auto read : {&SectionReader::sided, &SectionReader::plain}) {
        for (const std::string& section : sections) {
            const std::vector<CountKey> found = (reader.*read)(section);
            if (found.empty())
                continue;
            count.section = section;
            sortKeys(found, stack.stored, count);
            addRepeated(config, family, count);
            const auto missing = reader.missingKey(section);
            if (reader.side() == StackSide::Encoder && missing)
                count.pinned.push_back({*missing, std::to_string(found.front().value)});
            return count;
        }
    }
    for (const std::string& section : sections)
        if (const auto key = reader.onlyEqual(section)) {
            count.section = section;
            count.keys = count.guessed = {*key};
            return count;
        }
    count.section = sections.front();
    if (!config.string("model_type").value_or("").empty())
        count.missing = count.section + reader.usualKey();
    return count;
}

} // namespace layerloom::core
