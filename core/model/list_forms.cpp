#include "core/model/list_forms.h"

#include "core/base/text.h"
#include "core/io/json_scan.h"

#include <algorithm>
#include <charconv>

namespace layerloom::core {

namespace {

using Elements = std::vector<std::string_view>;

RulePatches listPatch(const RuleText& text, const std::vector<std::string>& elements)
{
    const auto old = text.config.array(text.key());
    if (old && std::equal(old->begin(), old->end(), elements.begin(), elements.end()))
        return std::vector<ConfigPatch> {};
    return std::vector<ConfigPatch> {
        {text.key(), arrayText({elements.begin(), elements.end()}, text.config, text.key())}};
}

/// Entries [lead, lead + layers) of the list, one for each layer.
std::optional<LayerValues> entriesBehind(std::size_t lead, const RuleText& text, std::size_t layers)
{
    const auto elements = text.config.array(text.key());
    if (!elements || elements->size() < lead + layers)
        return std::nullopt;
    const auto begin = elements->begin() + static_cast<std::ptrdiff_t>(lead);
    return LayerValues(begin, begin + static_cast<std::ptrdiff_t>(layers));
}

/// The entries of the layers are replaced; those before them and those of layers past the end stay.
RulePatches withEntriesBehind(std::size_t lead, const RuleText& text, const LayerValues& values,
                              std::size_t oldLayers)
{
    const auto old = text.config.array(text.key());
    if (!old || old->size() < lead + oldLayers)
        return std::nullopt;
    const auto layersBegin = old->begin() + static_cast<std::ptrdiff_t>(lead);
    std::vector<std::string> elements(old->begin(), layersBegin);
    elements.insert(elements.end(), values.begin(), values.end());
    elements.insert(elements.end(), layersBegin + static_cast<std::ptrdiff_t>(oldLayers), old->end());
    return listPatch(text, elements);
}

/// The digits that a text ends with, before a closing quote: "8" of `"stage8"` and of `8`.
std::string_view lastNumber(std::string_view element)
{
    if (element.ends_with('"'))
        element.remove_suffix(1);
    std::size_t begin = element.size();
    while (begin > 0 && isDigit(element[begin - 1]))
        --begin;
    return element.substr(begin);
}

std::optional<std::int64_t> asNumber(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isNumber = !text.empty() && fault == std::errc() && end == text.data() + text.size();
    return isNumber ? std::optional(number) : std::nullopt;
}

/// The layer of a pair, as it is written.
std::optional<std::string_view> layerText(std::string_view pair)
{
    if (!pair.starts_with('['))
        return std::nullopt;
    JsonScan scan = scanConfig(pair);
    Elements elements;
    scan.array([&] { elements.push_back(scan.value()); });
    const auto layer = elements.empty() ? std::nullopt : asNumber(elements.front());
    return layer && *layer >= 0 ? std::optional(elements.front()) : std::nullopt;
}

std::string withLayer(std::string_view pair, std::string_view layer, std::string_view replacement)
{
    const auto begin = static_cast<std::size_t>(layer.data() - pair.data());
    return std::string(pair.substr(0, begin)) + std::string(replacement)
        + std::string(pair.substr(begin + layer.size()));
}

/// The number of what the first layer returns. Segmentation heads of BEiT count what enters it as 1, backbones as 0.
std::int64_t firstOutput(const RuleText& text)
{
    const auto architectures = text.config.array("architectures").value_or(Elements {});
    for (const auto& [architecture, first] : text.rule.firstOf)
        if (!architectures.empty() && architectures.front() == core::quoted(architecture))
            return first;
    return text.rule.first;
}

/// Which output an element names: with `first` 1, 8 of 8 and of "stage8", 0 of "stem"; counted from the end when negative.
std::optional<std::int64_t> outputOf(std::string_view element, std::size_t layers, std::int64_t first)
{
    const auto end = static_cast<std::int64_t>(layers);
    if (element == "\"stem\"")
        return 0;
    const auto number = asNumber(element.starts_with('"') ? lastNumber(element) : element);
    if (!number)
        return std::nullopt;
    const std::int64_t output = *number < 0 && first == 1 ? *number + end + 1 : *number - first + 1;
    return output < 0 || output > end ? std::nullopt : std::optional(output);
}

/// The element that names another output in the same words.
std::string renamedOutput(std::string_view element, std::int64_t output)
{
    const std::string number = std::to_string(output);
    if (!element.starts_with('"'))
        return number;
    const std::string_view old = lastNumber(element);
    return std::string(element.substr(0, element.size() - 1 - old.size())) + number + '"';
}

} // namespace

std::optional<LayerValues> readList(const RuleText& text, std::size_t layers)
{
    return entriesBehind(0, text, layers);
}

RulePatches writeList(const RuleText& text, const LayerValues& values, std::size_t oldLayers)
{
    return withEntriesBehind(0, text, values, oldLayers);
}

std::optional<LayerValues> readHiddenStates(const RuleText& text, std::size_t layers)
{
    return entriesBehind(1, text, layers);
}

RulePatches writeHiddenStates(const RuleText& text, const LayerValues& values, std::size_t oldLayers)
{
    return withEntriesBehind(1, text, values, oldLayers);
}

std::optional<LayerValues> readPairs(const RuleText& text, std::size_t layers)
{
    LayerValues values(layers);
    for (const std::string_view pair : text.config.array(text.key()).value_or(Elements {})) {
        const auto layer = layerText(pair);
        if (!layer)
            return std::nullopt;
        const auto at = static_cast<std::size_t>(asNumber(*layer).value_or(0));
        if (at < layers)
            values[at] += withLayer(pair, *layer, {&kLayerNumber, 1}) + kEntryEnd;
    }
    return values;
}

RulePatches writePairs(const RuleText& text, const LayerValues& values, std::size_t oldLayers)
{
    std::vector<std::string> pairs;
    for (std::size_t layer = 0; layer < values.size(); ++layer) {
        std::string_view entries = values[layer];
        while (!entries.empty()) {
            std::string pair(entries.substr(0, entries.find(kEntryEnd)));
            entries.remove_prefix(pair.size() + 1);
            pair.replace(pair.find(kLayerNumber), 1, std::to_string(layer));
            pairs.push_back(std::move(pair));
        }
    }
    for (const std::string_view pair : text.config.array(text.key()).value_or(Elements {})) {
        const auto layer = layerText(pair);
        const auto at = static_cast<std::size_t>(asNumber(layer.value_or("")).value_or(0));
        if (layer && at >= oldLayers)
            pairs.push_back(withLayer(pair, *layer, std::to_string(at - oldLayers + values.size())));
    }
    return listPatch(text, pairs);
}

std::optional<LayerValues> readOutputs(const RuleText& text, std::size_t layers)
{
    LayerValues values(layers);
    for (const std::string_view element : text.config.array(text.key()).value_or(Elements {})) {
        const auto output = outputOf(element, layers, firstOutput(text));
        if (!output)
            return std::nullopt;
        if (*output > 0)
            values[static_cast<std::size_t>(*output) - 1] = std::to_string(*output);
    }
    return values;
}

/// What reads the outputs expects as many as before: of a repeated layer the last counts, and one that is gone leaves
/// nothing to say. The last output alone is what models without a choice say: it stays the last.
RulePatches writeOutputs(const RuleText& text, const LayerValues& values, std::size_t oldLayers)
{
    const Elements old = text.config.array(text.key()).value_or(Elements {});
    const auto end = static_cast<std::int64_t>(values.size());
    const std::int64_t first = firstOutput(text);
    std::vector<std::string> elements;
    std::int64_t before = -1;
    for (const std::string_view element : old) {
        const std::int64_t output = outputOf(element, oldLayers, first).value_or(0);
        const auto last = std::find(values.rbegin(), values.rend(), std::to_string(output)).base();
        const bool isTheLast = old.size() == 1 && output == static_cast<std::int64_t>(oldLayers);
        const std::int64_t now = output == 0 ? 0 : isTheLast ? end : last - values.begin();
        if ((output != 0 && now == 0) || now <= before)
            return std::nullopt;
        const bool isSame = outputOf(element, values.size(), first) == now;
        elements.push_back(isSame ? std::string(element) : renamedOutput(element, now + first - 1));
        before = now;
    }
    return listPatch(text, elements);
}

std::optional<LayerValues> readStageNames(const RuleText& text, std::size_t layers)
{
    const auto names = text.config.array(text.key());
    if (!names || names->size() != layers + 1)
        return std::nullopt;
    return LayerValues(layers, "stage");
}

RulePatches writeStageNames(const RuleText& text, const LayerValues& values, std::size_t oldLayers)
{
    const auto names = text.config.array(text.key());
    if (!names || names->size() != oldLayers + 1 || names->size() < 2)
        return std::nullopt;
    std::vector<std::string> renamed {std::string(names->front())};
    for (std::size_t layer = 1; layer <= values.size(); ++layer)
        renamed.push_back(renamedOutput((*names)[1], static_cast<std::int64_t>(layer)));
    return listPatch(text, renamed);
}

} // namespace layerloom::core
