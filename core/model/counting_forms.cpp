#include "core/model/counting_forms.h"

#include <algorithm>
#include <charconv>

namespace layerloom::core {

namespace {

constexpr auto kYes = "yes";
constexpr auto kNo = "no";

template <typename IsYes> LayerValues valuesWhere(std::size_t layers, IsYes isYes)
{
    LayerValues values(layers);
    for (std::size_t layer = 0; layer < layers; ++layer)
        values[layer] = isYes(static_cast<std::int64_t>(layer)) ? kYes : kNo;
    return values;
}

bool isYes(const LayerValues& values, std::int64_t layer)
{
    return values[static_cast<std::size_t>(layer)] == kYes;
}

std::int64_t sizeOf(const LayerValues& values)
{
    return static_cast<std::int64_t>(values.size());
}

std::vector<ConfigPatch> onePatch(const RuleText& text, std::string value)
{
    if (text.config.raw(text.key()) == std::optional<std::string_view>(value))
        return {};
    return {{text.key(), std::move(value)}};
}

std::optional<std::int64_t> numberOf(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isNumber = !text.empty() && fault == std::errc() && end == text.data() + text.size();
    return isNumber ? std::optional(number) : std::nullopt;
}

std::optional<LayerValues> listed(const std::vector<std::string_view>& elements, std::int64_t first,
                                  std::size_t layers)
{
    LayerValues values(layers, kNo);
    for (const std::string_view element : elements) {
        const auto number = numberOf(element);
        if (!number)
            return std::nullopt;
        const std::int64_t layer = *number - first;
        if (layer >= 0 && layer < static_cast<std::int64_t>(layers))
            values[static_cast<std::size_t>(layer)] = kYes;
    }
    return values;
}

std::vector<std::string> yesNumbers(const LayerValues& values, std::int64_t first)
{
    std::vector<std::string> numbers;
    for (std::int64_t layer = 0; layer < sizeOf(values); ++layer)
        if (isYes(values, layer))
            numbers.push_back(std::to_string(layer + first));
    return numbers;
}

std::string indexArray(const LayerValues& values, std::int64_t first, const ConfigText& config,
                       const std::string& key)
{
    const std::vector<std::string> numbers = yesNumbers(values, first);
    return arrayText({numbers.begin(), numbers.end()}, config, key);
}

std::vector<std::string_view> parts(std::string_view text)
{
    std::vector<std::string_view> result;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        std::string_view part = text.substr(0, comma);
        part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
        result.push_back(part.substr(0, part.find_last_not_of(' ') + 1));
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    }
    return result;
}

/// How many "yes" stand before the first "no"; nullopt when more follow.
std::optional<std::size_t> lead(const LayerValues& values)
{
    const auto end = std::find(values.begin(), values.end(), kNo);
    if (std::find(end, values.end(), kYes) != values.end())
        return std::nullopt;
    return static_cast<std::size_t>(end - values.begin());
}

/// Period and phase of a rule; nullopt when its keys hold no such numbers.
std::optional<std::pair<std::int64_t, std::int64_t>> periodAndPhase(const RuleText& text)
{
    const std::int64_t period = text.config.integer(text.key()).value_or(0);
    if (period < 1)
        return std::nullopt;
    std::int64_t phase = text.rule.phase < 0 ? period + text.rule.phase : text.rule.phase;
    if (!text.rule.companion.empty())
        phase = text.config.integer(text.companion()).value_or(phase);
    return std::pair(period, phase);
}

/// Some families count from 1, and releases of them from 0: the lists tell.
std::int64_t firstNumber(const RuleText& text)
{
    if (text.rule.first == 0)
        return 0;
    for (const std::string& key : {text.key(), text.companion()}) {
        const auto elements = text.config.array(key);
        if (elements && std::find(elements->begin(), elements->end(), "0") != elements->end())
            return 0;
    }
    return text.rule.first;
}

} // namespace

std::optional<LayerValues> readIndices(const RuleText& text, std::size_t layers)
{
    const auto elements = text.config.array(text.key());
    return elements ? listed(*elements, firstNumber(text), layers) : std::nullopt;
}

RulePatches writeIndices(const RuleText& text, const LayerValues& values, std::size_t /*oldLayers*/)
{
    return onePatch(text, indexArray(values, firstNumber(text), text.config, text.key()));
}

std::optional<LayerValues> readIndexText(const RuleText& text, std::size_t layers)
{
    const auto list = text.config.string(text.key());
    return list ? listed(parts(*list), text.rule.first, layers) : readIndices(text, layers);
}

RulePatches writeIndexText(const RuleText& text, const LayerValues& values, std::size_t oldLayers)
{
    const auto list = text.config.string(text.key());
    if (!list)
        return writeIndices(text, values, oldLayers);
    const std::string_view between = list->find(", ") == std::string::npos ? "," : ", ";
    std::string joined;
    for (const std::string& number : yesNumbers(values, text.rule.first)) {
        joined += joined.empty() ? std::string_view() : between;
        joined += number;
    }
    return onePatch(text, core::quoted(joined));
}

std::optional<LayerValues> readPrefix(const RuleText& text, std::size_t layers)
{
    const auto count = text.config.integer(text.key());
    if (!count)
        return std::nullopt;
    return valuesWhere(layers, [&](std::int64_t layer) { return layer < *count; });
}

RulePatches writePrefix(const RuleText& text, const LayerValues& values, std::size_t /*oldLayers*/)
{
    const auto count = lead(values);
    if (!count)
        return std::nullopt;
    return onePatch(text, std::to_string(*count));
}

std::optional<LayerValues> readSuffix(const RuleText& text, std::size_t layers)
{
    const auto count = text.config.integer(text.key());
    if (!count)
        return std::nullopt;
    const auto start = static_cast<std::int64_t>(layers) - *count;
    return valuesWhere(layers, [&](std::int64_t layer) { return layer >= start; });
}

RulePatches writeSuffix(const RuleText& text, const LayerValues& values, std::size_t /*oldLayers*/)
{
    const auto count = lead({values.rbegin(), values.rend()});
    if (!count)
        return std::nullopt;
    return onePatch(text, std::to_string(*count));
}

std::optional<LayerValues> readBand(const RuleText& text, std::size_t layers)
{
    const auto begin = text.config.integer(text.key());
    if (!begin)
        return std::nullopt;
    std::int64_t last = text.config.integer(text.companion()).value_or(-1);
    last = last < 0 ? static_cast<std::int64_t>(layers) - 1 : last;
    const std::int64_t step =
        std::max<std::int64_t>(text.config.integer(text.section + text.rule.step).value_or(1), 1);
    return valuesWhere(layers, [&](std::int64_t layer) {
        return layer >= *begin && layer <= last && (layer + 1) % step == 0;
    });
}

RulePatches writeBand(const RuleText& text, const LayerValues& values, std::size_t /*oldLayers*/)
{
    const auto first = std::find(values.begin(), values.end(), kYes);
    if (first == values.end())
        return std::nullopt;
    const auto last = std::find(values.rbegin(), values.rend(), kYes).base() - 1;
    const std::int64_t step =
        std::max<std::int64_t>(text.config.integer(text.section + text.rule.step).value_or(1), 1);
    const auto begin = first - values.begin();
    const auto end = last - values.begin();
    const LayerValues said = valuesWhere(values.size(), [&](std::int64_t layer) {
        return layer >= begin && layer <= end && (layer + 1) % step == 0;
    });
    if (said != values)
        return std::nullopt;
    std::vector<ConfigPatch> patches = onePatch(text, std::to_string(begin));
    // -1 says "to the last layer", and goes on saying it where that is so.
    const bool isLast = end + 1 == sizeOf(values);
    const auto old = text.config.integer(text.companion());
    const bool isSaid = old && (*old == end || (isLast && *old < 0));
    if (old && !isSaid)
        patches.push_back({text.companion(), std::to_string(end)});
    return patches;
}

std::optional<LayerValues> readPeriod(const RuleText& text, std::size_t layers)
{
    const auto said = periodAndPhase(text);
    if (!said)
        return std::nullopt;
    return valuesWhere(layers,
                       [&](std::int64_t layer) { return layer % said->first == said->second % said->first; });
}

RulePatches writePeriod(const RuleText& text, const LayerValues& values, std::size_t /*oldLayers*/)
{
    if (readPeriod(text, values.size()) == values)
        return std::vector<ConfigPatch> {};
    const std::string key = text.section + text.rule.listKey;
    if (!text.rule.writesList)
        return std::nullopt;
    return std::vector<ConfigPatch> {{key, indexArray(values, 0, text.config, key)}};
}

std::optional<LayerValues> readSparse(const RuleText& text, std::size_t layers)
{
    const std::int64_t step = text.config.integer(text.key()).value_or(0);
    const auto dense =
        listed(text.config.array(text.companion()).value_or(std::vector<std::string_view> {}), 0, layers);
    if (step < 1 || !dense)
        return std::nullopt;
    return valuesWhere(layers,
                       [&](std::int64_t layer) { return (layer + 1) % step == 0 && !isYes(*dense, layer); });
}

/// For families whose code knows the step only (NLLB): a step that says it.
RulePatches writeStep(const RuleText& text, const LayerValues& values)
{
    for (std::int64_t step = 1; step <= sizeOf(values) + 1; ++step) {
        const auto byStep = [&](std::int64_t layer) { return (layer + 1) % step == 0; };
        if (valuesWhere(values.size(), byStep) == values)
            return onePatch(text, std::to_string(step));
    }
    return std::nullopt;
}

RulePatches writeSparse(const RuleText& text, const LayerValues& values, std::size_t /*oldLayers*/)
{
    if (!text.config.has(text.companion())) {
        const bool isSame = readSparse(text, values.size()) == values;
        return isSame ? std::vector<ConfigPatch> {} : writeStep(text, values);
    }
    const std::int64_t step = text.config.integer(text.key()).value_or(1);
    const auto byStep = [&](std::int64_t layer) { return (layer + 1) % step == 0; };
    std::int64_t outside = 0;
    for (std::int64_t layer = 0; layer < sizeOf(values); ++layer)
        outside += isYes(values, layer) && !byStep(layer) ? 1 : 0;
    // The step stays where it can; else every dense layer is listed.
    const bool keepsStep = outside == 0;
    const LayerValues dense = valuesWhere(values.size(), [&](std::int64_t layer) {
        return !isYes(values, layer) && (!keepsStep || byStep(layer));
    });
    std::vector<ConfigPatch> patches =
        keepsStep ? std::vector<ConfigPatch> {} : onePatch(text, std::to_string(1));
    const std::string list = indexArray(dense, 0, text.config, text.companion());
    const auto old = text.config.array(text.companion());
    const bool isSame = readSparse(text, values.size()) == values && keepsStep;
    if (list != text.config.raw(text.companion()).value_or("[]") && (!isSame || (old && !old->empty())))
        patches.push_back({text.companion(), list});
    return patches;
}

/// One word for each place: what depends on the number of layers also depends on which layer stands where.
std::optional<LayerValues> readCount(const RuleText&, std::size_t layers)
{
    LayerValues values;
    for (std::size_t layer = 0; layer < layers; ++layer)
        values.push_back(std::to_string(layer));
    return values;
}

RulePatches writeCount(const RuleText&, const LayerValues&, std::size_t)
{
    return std::nullopt;
}

} // namespace layerloom::core
