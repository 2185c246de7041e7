#include "core/model/name_forms.h"

#include "core/model/towers.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace layerloom::core {

namespace {

/// Stands for the layer's number in an entry that was taken out of its place.
constexpr char kNumber = '\x01';
constexpr char kBetween = '\n';

constexpr std::array<std::string_view, 5> kStackWords {"layers", "layer", "h", "blocks", "block"};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isWordPart(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// Where an entry names a layer: the digits at [begin, end). `isUnclear` when a pattern picks layers in a way that
/// cannot be renumbered.
struct LayerMention {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool isUnclear = false;
};

/// Behind "layers." or, in a pattern, "layers\\."; npos when something else follows.
std::size_t afterDot(std::string_view entry, std::size_t at)
{
    while (at < entry.size() && entry[at] == '\\')
        ++at;
    return at < entry.size() && entry[at] == '.' ? at + 1 : std::string_view::npos;
}

/// A part of a pattern that stands for any number: ".*", "\\d+", "[0-9]+", "(\\d+)".
bool isAnyNumber(std::string_view part)
{
    if (const std::size_t digits = part.find("0-9"); digits != std::string_view::npos)
        return std::none_of(part.begin(), part.begin() + static_cast<std::ptrdiff_t>(digits), isDigit)
            && std::none_of(part.begin() + static_cast<std::ptrdiff_t>(digits) + 3, part.end(), isDigit);
    return std::none_of(part.begin(), part.end(), isDigit);
}

std::optional<LayerMention> mentionAt(std::string_view entry, std::size_t number)
{
    std::size_t end = number;
    while (end < entry.size() && isDigit(entry[end]))
        ++end;
    const bool endsNumber = end == entry.size() || entry[end] == '.' || entry[end] == '"' || entry[end] == '$'
        || entry.substr(end, 3) == "\\\\.";
    if (end > number && endsNumber)
        return LayerMention {number, end, false};
    // A pattern: what stands up to the next dot is the number.
    std::size_t stop = entry.find('.', end);
    while (stop != std::string_view::npos && stop + 1 < entry.size()
           && (entry[stop + 1] == '*' || entry[stop + 1] == '+'))
        stop = entry.find('.', stop + 1);
    if (isAnyNumber(entry.substr(number, stop == std::string_view::npos ? stop : stop - number)))
        return std::nullopt;
    return LayerMention {0, 0, true};
}

/// The layer of the language model that an entry names; nullopt when it names none.
std::optional<LayerMention> mentionIn(std::string_view entry)
{
    if (isTowerName(entry))
        return std::nullopt;
    // The outermost stack counts: "decoder.block.3.layer.1" is of layer 3.
    std::size_t first = std::string_view::npos;
    for (const std::string_view word : kStackWords) {
        for (std::size_t at = entry.find(word); at < first; at = entry.find(word, at + 1)) {
            const bool isWord = at == 0 || !isWordPart(entry[at - 1]);
            if (const std::size_t number = afterDot(entry, at + word.size());
                isWord && number != std::string_view::npos)
                first = std::min(first, number);
        }
    }
    return first == std::string_view::npos ? std::nullopt : mentionAt(entry, first);
}

std::size_t layerOf(std::string_view entry, const LayerMention& mention)
{
    std::size_t layer = 0;
    const auto fault = std::from_chars(entry.data() + mention.begin, entry.data() + mention.end, layer).ec;
    return fault == std::errc() ? layer : std::string_view::npos;
}

std::string renumbered(std::string_view entry, const LayerMention& mention, std::string_view number)
{
    return std::string(entry.substr(0, mention.begin)) + std::string(number)
        + std::string(entry.substr(mention.end));
}

std::optional<LayerValues> entriesByLayer(const std::vector<std::string>& entries, std::size_t layers)
{
    LayerValues values(layers);
    for (const std::string& entry : entries) {
        const auto mention = mentionIn(entry);
        if (mention && mention->isUnclear)
            return std::nullopt;
        if (!mention)
            continue;
        if (const std::size_t layer = layerOf(entry, *mention); layer < layers)
            values[layer] += renumbered(entry, *mention, {&kNumber, 1}) + kBetween;
    }
    return values;
}

/// Appends the entries of a layer, with its number.
void appendEntries(std::vector<std::string>& to, std::string_view value, std::size_t layer)
{
    while (!value.empty()) {
        const std::size_t end = value.find(kBetween);
        std::string entry(value.substr(0, end));
        if (const std::size_t number = entry.find(kNumber); number != std::string::npos)
            entry.replace(number, 1, std::to_string(layer));
        to.push_back(std::move(entry));
        value.remove_prefix(end + 1);
    }
}

/// Entries without a layer stay where they are, those of the layers stand where the first one stood. Layers past the
/// end keep their distance from it.
RulePatches rebuilt(const std::vector<std::string>& old, const LayerValues& values, std::size_t oldLayers,
                    std::vector<std::string>& result)
{
    bool isAppended = false;
    const auto appendLayers = [&] {
        for (std::size_t layer = 0; layer < values.size() && !isAppended; ++layer)
            appendEntries(result, values[layer], layer);
        isAppended = true;
    };
    for (const std::string& entry : old) {
        const auto mention = mentionIn(entry);
        if (mention && mention->isUnclear)
            return std::nullopt;
        const std::size_t layer = mention ? layerOf(entry, *mention) : 0;
        if (!mention)
            result.push_back(entry);
        else if (layer < oldLayers)
            appendLayers();
        else
            result.push_back(renumbered(entry, *mention, std::to_string(layer - oldLayers + values.size())));
    }
    appendLayers();
    return std::vector<ConfigPatch> {};
}

std::vector<std::string> listEntries(const RuleText& text)
{
    const auto elements = text.config.array(text.key()).value_or(std::vector<std::string_view> {});
    return {elements.begin(), elements.end()};
}

std::vector<std::string> mapEntries(const RuleText& text)
{
    std::vector<std::string> entries;
    for (const std::string& name : text.config.keys(text.key()))
        entries.push_back(core::quoted(name) + ": "
                          + std::string(text.config.raw(text.key() + '.' + name).value_or("null")));
    return entries;
}

} // namespace

std::optional<LayerValues> readNames(const RuleText& text, std::size_t layers)
{
    return entriesByLayer(listEntries(text), layers);
}

RulePatches writeNames(const RuleText& text, const LayerValues& values, std::size_t oldLayers)
{
    std::vector<std::string> entries;
    const std::vector<std::string> old = listEntries(text);
    auto patches = rebuilt(old, values, oldLayers, entries);
    if (patches && entries != old)
        patches->push_back(
            {text.key(), arrayText({entries.begin(), entries.end()}, text.config, text.key())});
    return patches;
}

std::optional<LayerValues> readNameMap(const RuleText& text, std::size_t layers)
{
    return entriesByLayer(mapEntries(text), layers);
}

RulePatches writeNameMap(const RuleText& text, const LayerValues& values, std::size_t oldLayers)
{
    std::vector<std::string> entries;
    const std::vector<std::string> old = mapEntries(text);
    auto patches = rebuilt(old, values, oldLayers, entries);
    if (!patches || entries == old)
        return patches;
    std::string joined;
    for (const std::string& entry : entries)
        joined += (joined.empty() ? "" : ", ") + entry;
    patches->push_back({text.key(), '{' + joined + '}'});
    return patches;
}

} // namespace layerloom::core
