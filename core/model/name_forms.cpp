#include "core/model/name_forms.h"

#include "core/model/towers.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace layerloom::core {

namespace {

constexpr std::array<std::string_view, 5> kStackWords {"layers", "layer", "h", "blocks", "block"};

bool isWordPart(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// An element of a list, or a member of an object, of which only the name counts.
struct Entry {
    std::string text;
    std::size_t nameEnd = std::string::npos;

    std::string_view name() const { return std::string_view(text).substr(0, nameEnd); }
};

/// Where an entry names a layer: the digits at [begin, end). `isUnclear` when a pattern picks layers in a way that
/// cannot be renumbered. A glob ("layers.3*") picks all layers whose numbers begin with these digits.
struct LayerMention {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool isUnclear = false;
    bool isGlob = false;
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
        return LayerMention {number, end};
    const bool isRegex = entry.find('\\') != std::string_view::npos || entry.find(':') < number;
    if (const std::string_view rest = entry.substr(end);
        end > number && !isRegex && (rest == "*" || rest == "*\""))
        return LayerMention {number, end, false, true};
    // A pattern: what stands up to the next dot is the number.
    std::size_t stop = entry.find('.', end);
    while (stop != std::string_view::npos && stop + 1 < entry.size()
           && (entry[stop + 1] == '*' || entry[stop + 1] == '+'))
        stop = entry.find('.', stop + 1);
    if (isAnyNumber(entry.substr(number, stop == std::string_view::npos ? stop : stop - number)))
        return std::nullopt;
    return LayerMention {0, 0, true};
}

/// The layer of the stack with that prefix that an entry names; nullopt when it names none.
std::optional<LayerMention> mentionIn(std::string_view entry, std::string_view stack)
{
    if (isTowerName(entry) || isOfOtherSide(entry, stack))
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

/// A glob gets a dot, so that it picks no other layer in a deeper stack.
std::string renumbered(std::string_view entry, const LayerMention& mention, std::string_view number)
{
    return std::string(entry.substr(0, mention.begin)) + std::string(number) + (mention.isGlob ? "." : "")
        + std::string(entry.substr(mention.end));
}

/// True for "layers.3*" where there is a layer 30.
bool picksSeveral(const LayerMention& mention, std::size_t layer, std::size_t layers)
{
    return mention.isUnclear || (mention.isGlob && layer > 0 && layer * 10 < layers);
}

std::optional<LayerValues> entriesByLayer(const std::vector<Entry>& entries, const RuleText& text,
                                          std::size_t layers)
{
    LayerValues values(layers);
    for (const Entry& entry : entries) {
        const auto mention = mentionIn(entry.name(), text.rule.stack);
        if (!mention)
            continue;
        const std::size_t layer = layerOf(entry.text, *mention);
        if (picksSeveral(*mention, layer, layers))
            return std::nullopt;
        if (layer < layers)
            values[layer] += renumbered(entry.text, *mention, {&kLayerNumber, 1}) + kEntryEnd;
    }
    return values;
}

/// Appends the entries of a layer, with its number.
void appendEntries(std::vector<std::string>& to, std::string_view value, std::size_t layer)
{
    while (!value.empty()) {
        const std::size_t end = value.find(kEntryEnd);
        std::string entry(value.substr(0, end));
        if (const std::size_t number = entry.find(kLayerNumber); number != std::string::npos)
            entry.replace(number, 1, std::to_string(layer));
        to.push_back(std::move(entry));
        value.remove_prefix(end + 1);
    }
}

/// Entries without a layer stay where they are, those of the layers stand where the first one stood. Layers past the
/// end keep their distance from it. nullopt when a pattern picks layers in a way that cannot be renumbered.
std::optional<std::vector<std::string>> rebuilt(const std::vector<Entry>& old, const RuleText& text,
                                                const LayerValues& values, std::size_t oldLayers)
{
    std::vector<std::string> result;
    bool isAppended = false;
    const auto appendLayers = [&] {
        for (std::size_t layer = 0; layer < values.size() && !isAppended; ++layer)
            appendEntries(result, values[layer], layer);
        isAppended = true;
    };
    for (const Entry& entry : old) {
        const auto mention = mentionIn(entry.name(), text.rule.stack);
        if (mention && mention->isUnclear)
            return std::nullopt;
        const std::size_t layer = mention ? layerOf(entry.text, *mention) : 0;
        if (!mention)
            result.push_back(entry.text);
        else if (layer < oldLayers)
            appendLayers();
        else
            result.push_back(
                renumbered(entry.text, *mention, std::to_string(layer - oldLayers + values.size())));
    }
    appendLayers();
    return result;
}

bool areSame(const std::vector<Entry>& old, const std::vector<std::string>& entries)
{
    return std::equal(old.begin(), old.end(), entries.begin(), entries.end(),
                      [](const Entry& before, const std::string& now) { return before.text == now; });
}

// The patch that replaces `old`; none where nothing changes. `join` makes the new value of the new entries.
template <typename Join>
RulePatches patchOf(const std::vector<Entry>& old, const RuleText& text, const LayerValues& values,
                    std::size_t oldLayers, Join join)
{
    const auto entries = rebuilt(old, text, values, oldLayers);
    if (!entries)
        return std::nullopt;
    if (areSame(old, *entries))
        return std::vector<ConfigPatch> {};
    return std::vector<ConfigPatch> {{text.key(), join(*entries)}};
}

std::vector<Entry> listEntries(const RuleText& text)
{
    std::vector<Entry> entries;
    for (const std::string_view element :
         text.config.array(text.key()).value_or(std::vector<std::string_view> {}))
        entries.push_back({std::string(element)});
    return entries;
}

std::vector<Entry> mapEntries(const RuleText& text)
{
    std::vector<Entry> entries;
    for (const std::string& name : text.config.keys(text.key())) {
        const std::string start = core::quoted(name);
        entries.push_back(
            {start + ": " + std::string(text.config.raw(text.key() + '.' + name).value_or("null")),
             start.size()});
    }
    return entries;
}

} // namespace

std::optional<LayerValues> readNames(const RuleText& text, std::size_t layers)
{
    return entriesByLayer(listEntries(text), text, layers);
}

RulePatches writeNames(const RuleText& text, const LayerValues& values, std::size_t oldLayers)
{
    return patchOf(listEntries(text), text, values, oldLayers, [&](const std::vector<std::string>& entries) {
        return arrayText({entries.begin(), entries.end()}, text.config, text.key());
    });
}

std::optional<LayerValues> readNameMap(const RuleText& text, std::size_t layers)
{
    return entriesByLayer(mapEntries(text), text, layers);
}

RulePatches writeNameMap(const RuleText& text, const LayerValues& values, std::size_t oldLayers)
{
    return patchOf(mapEntries(text), text, values, oldLayers, [](const std::vector<std::string>& entries) {
        std::string joined;
        for (const std::string& entry : entries)
            joined += (joined.empty() ? "" : ", ") + entry;
        return '{' + joined + '}';
    });
}

bool namesLayer(std::string_view entry, std::string_view stack)
{
    return mentionIn(entry, stack).has_value();
}

} // namespace layerloom::core
