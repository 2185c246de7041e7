#include "core/model/sequence_forms.h"

#include "core/io/json_scan.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace layerloom::core {

namespace {

/// Enough for any stack; a count beyond it is no count of layers.
constexpr std::int64_t kMostRepeats = 100'000;

LayerValues texts(const std::vector<std::string_view>& elements)
{
    return {elements.begin(), elements.end()};
}

std::vector<std::string_view> views(const LayerValues& values)
{
    return {values.begin(), values.end()};
}

LayerValues repeated(const LayerValues& cycle, std::size_t layers)
{
    LayerValues values(layers);
    for (std::size_t layer = 0; layer < layers; ++layer)
        values[layer] = cycle[layer % cycle.size()];
    return values;
}

std::string joined(const LayerValues& values)
{
    std::string text;
    for (const std::string& value : values)
        text += (text.empty() ? "" : ", ") + value;
    return text;
}

std::vector<std::string_view> elementsOf(std::string_view array)
{
    std::vector<std::string_view> elements;
    if (!array.starts_with('['))
        return elements;
    JsonScan scan = scanConfig(array);
    scan.array([&] { elements.push_back(scan.value()); });
    return elements;
}

std::int64_t numberOr(std::string_view text, std::int64_t otherwise)
{
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    return fault == std::errc() && end == text.data() + text.size() ? number : otherwise;
}

/// The words of all runs one after the other.
std::optional<LayerValues> unrolled(const RuleText& text)
{
    LayerValues values;
    for (const std::string_view run :
         text.config.array(text.key()).value_or(std::vector<std::string_view> {})) {
        const std::vector<std::string_view> pair = elementsOf(run);
        const std::int64_t times = pair.size() == 2 ? numberOr(pair[1], -1) : -1;
        if (times < 0 || times > kMostRepeats)
            return std::nullopt;
        const LayerValues words = texts(elementsOf(pair[0]));
        if (words.empty() || words.size() * static_cast<std::size_t>(times) > kMostRepeats)
            return std::nullopt;
        for (std::int64_t i = 0; i < times; ++i)
            values.insert(values.end(), words.begin(), words.end());
    }
    return values;
}

/// The entries of an index map by layer, those of no layer ("default"), what stands before the numbers in its keys, and how many digits these have.
struct IndexedEntries {
    std::map<std::int64_t, std::string> byLayer;
    LayerValues others; ///< whole, with their names
    std::string stem;
    std::size_t digits = 1;
};

std::optional<IndexedEntries> indexedEntries(const RuleText& text)
{
    IndexedEntries entries;
    for (const std::string& name : text.config.keys(text.key())) {
        const std::size_t stem = name.find_last_not_of("0123456789") + 1;
        const std::string_view digits = std::string_view(name).substr(stem);
        const std::int64_t layer = numberOr(digits, -1);
        if (digits.empty()) {
            entries.others.push_back(
                core::quoted(name) + ": "
                + std::string(text.config.raw(text.key() + '.' + name).value_or("null")));
            continue;
        }
        if (layer < 0 || (!entries.byLayer.empty() && name.compare(0, stem, entries.stem) != 0))
            return std::nullopt;
        entries.stem = name.substr(0, stem);
        entries.digits = std::max(entries.digits, digits.starts_with('0') ? digits.size() : 1);
        entries.byLayer[layer] = text.config.raw(text.key() + '.' + name).value_or("");
    }
    return entries;
}

} // namespace

std::optional<LayerValues> readCycle(const RuleText& text, std::size_t layers)
{
    const auto cycle = text.config.array(text.key());
    if (!cycle || cycle->empty())
        return std::nullopt;
    return repeated(texts(*cycle), layers);
}

RulePatches writeCycle(const RuleText& text, const LayerValues& values, std::size_t /*oldLayers*/)
{
    if (readCycle(text, values.size()) == values)
        return std::vector<ConfigPatch> {};
    return std::vector<ConfigPatch> {{text.key(), arrayText(views(values), text.config, text.key())}};
}

std::optional<LayerValues> readLetters(const RuleText& text, std::size_t layers)
{
    const auto letters = text.config.string(text.key());
    if (!letters || letters->size() < layers)
        return std::nullopt;
    LayerValues values(layers);
    for (std::size_t layer = 0; layer < layers; ++layer)
        values[layer] = (*letters)[layer];
    return values;
}

RulePatches writeLetters(const RuleText& text, const LayerValues& values, std::size_t /*oldLayers*/)
{
    std::string letters;
    for (const std::string& value : values)
        letters += value;
    return std::vector<ConfigPatch> {{text.key(), core::quoted(letters)}};
}

std::optional<LayerValues> readRuns(const RuleText& text, std::size_t layers)
{
    auto values = unrolled(text);
    if (!values || values->size() < layers)
        return std::nullopt;
    values->resize(layers);
    return values;
}

/// The words of the first run go on where they fit a whole number of times; else every layer is written out.
RulePatches writeRuns(const RuleText& text, const LayerValues& values, std::size_t /*oldLayers*/)
{
    const auto runs = text.config.array(text.key());
    const LayerValues words =
        runs && !runs->empty() ? texts(elementsOf(elementsOf(runs->front()).at(0))) : LayerValues {};
    const bool fits =
        !words.empty() && values.size() % words.size() == 0 && repeated(words, values.size()) == values;
    const std::string times = fits ? std::to_string(values.size() / words.size()) : "1";
    return std::vector<ConfigPatch> {
        {text.key(), "[[[" + joined(fits ? words : values) + "], " + times + "]]"}};
}

std::optional<LayerValues> readIndexMap(const RuleText& text, std::size_t layers)
{
    const auto entries = indexedEntries(text);
    if (!entries)
        return std::nullopt;
    LayerValues values(layers);
    for (const auto& [layer, entry] : entries->byLayer)
        if (layer < static_cast<std::int64_t>(layers))
            values[static_cast<std::size_t>(layer)] = entry;
    return values;
}

RulePatches writeIndexMap(const RuleText& text, const LayerValues& values, std::size_t oldLayers)
{
    const IndexedEntries old = indexedEntries(text).value_or(IndexedEntries {});
    const std::size_t last = std::to_string(values.empty() ? 0 : values.size() - 1).size();
    const std::size_t digits = old.digits > 1 ? std::max(old.digits, last) : 1;
    LayerValues entries = old.others;
    const auto add = [&](std::size_t layer, const std::string& entry) {
        std::string name = std::to_string(layer);
        name.insert(0, digits > name.size() ? digits - name.size() : 0, '0');
        entries.push_back(core::quoted(old.stem + name) + ": " + entry);
    };
    for (std::size_t layer = 0; layer < values.size(); ++layer)
        if (!values[layer].empty())
            add(layer, values[layer]);
    for (const auto& [layer, entry] : old.byLayer)
        if (const auto at = static_cast<std::size_t>(layer); at >= oldLayers)
            add(at - oldLayers + values.size(), entry);
    return std::vector<ConfigPatch> {{text.key(), '{' + joined(entries) + '}'}};
}

} // namespace layerloom::core
