#include "core/notation/mergekit_scale.h"

#include "core/base/error.h"
#include "core/stack/limits.h"

#include <algorithm>
#include <cmath>

namespace layerloom::core {

namespace {

[[noreturn]] void unreadable(const YamlValue& value, std::string_view name)
{
    throw Error(ErrorCode::Corrupt,
                "Line " + std::to_string(value.line) + ": the parameter \"" + std::string(name)
                    + "\" is neither a number, a list of numbers nor a list of filters and values");
}

double numberOf(const YamlValue& value, std::string_view name)
{
    const std::optional<double> number = value.number();
    if (!number || !std::isfinite(*number))
        unreadable(value, name);
    return *number;
}

std::vector<double> gradientOf(const YamlValue& value, std::string_view name)
{
    if (!value.isList())
        return {numberOf(value, name)};
    std::vector<double> gradient;
    for (const YamlValue& element : value.list)
        gradient.push_back(numberOf(element, name));
    if (gradient.empty())
        unreadable(value, name);
    return gradient;
}

ConditionalValue conditionOf(const YamlValue& value, std::string_view name)
{
    const YamlValue* content = value.find("value");
    if (!content)
        unreadable(value, name);
    const YamlValue* filter = value.find("filter");
    if (filter && filter->scalar.size() > kMaxScaleName)
        throw Error(ErrorCode::Corrupt,
                    "Line " + std::to_string(filter->line) + ": a filter is longer than "
                        + std::to_string(kMaxScaleName) + " bytes");
    const bool isForAll = !filter || filter->scalar == "*";
    return {isForAll ? std::string() : filter->scalar, gradientOf(*content, name)};
}

std::vector<ConditionalValue> valuesOf(const YamlValue& value, std::string_view name)
{
    if (value.isMap())
        return {conditionOf(value, name)};
    const auto isMap = [](const YamlValue& element) { return element.isMap(); };
    if (!value.isList() || std::none_of(value.list.begin(), value.list.end(), isMap))
        return {{"", gradientOf(value, name)}};
    std::vector<ConditionalValue> values;
    for (const YamlValue& element : value.list)
        values.push_back(element.isMap() ? conditionOf(element, name)
                                         : ConditionalValue {"", gradientOf(element, name)});
    return values;
}

} // namespace

std::vector<ConditionalValue> parameterValues(const std::vector<const YamlValue*>& levels,
                                              std::string_view name)
{
    std::vector<ConditionalValue> all;
    for (const YamlValue* parameters : levels) {
        const YamlValue* value = parameters ? parameters->find(name) : nullptr;
        if (!value)
            continue;
        for (ConditionalValue& condition : valuesOf(*value, name)) {
            const bool isLast = condition.filter.empty();
            all.push_back(std::move(condition));
            if (isLast)
                return all;
        }
    }
    return all;
}

double gradientAt(const std::vector<double>& gradient, std::size_t index, std::size_t count)
{
    const double place = count > 1 ? static_cast<double>(index) / static_cast<double>(count - 1) : 1;
    const double position = place * static_cast<double>(gradient.size() - 1);
    const auto left = static_cast<std::size_t>(position);
    const std::size_t right = std::min(left + 1, gradient.size() - 1);
    const double share = position - static_cast<double>(left);
    return (1 - share) * gradient[left] + share * gradient[right];
}

std::vector<Scale> scalesAt(const std::vector<ConditionalValue>& values, std::size_t index, std::size_t count)
{
    std::vector<Scale> scales;
    for (const ConditionalValue& value : values)
        scales.push_back({value.filter, gradientAt(value.gradient, index, count)});
    while (!scales.empty() && scales.back().factor == 1)
        scales.pop_back();
    return scales;
}

} // namespace layerloom::core
