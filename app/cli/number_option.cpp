#include "app/cli/number_option.h"

#include "app/cli/failure.h"
#include "core/base/text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace layerloom::app {

namespace {

std::string decimalText(double number)
{
    if (std::floor(number) == number)
        return core::groupedDigits(static_cast<std::uint64_t>(number));
    std::array<char, 32> buffer {};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    return {buffer.data(), end};
}

/// The whole text as a number of that type; nullopt for every other text, one out of range too.
template <typename Number> std::optional<Number> parsed(const std::string& text)
{
    Number number {};
    const char* const end = text.data() + text.size();
    const auto [rest, failure] = std::from_chars(text.data(), end, number);
    return failure == std::errc() && rest == end ? std::optional(number) : std::nullopt;
}

[[noreturn]] void failNumber(const std::string& option, const std::string& text, const std::string& wanted)
{
    failUnusable(option + " \"" + text + "\" is not a " + wanted);
}

template <typename Target, typename Read>
CLI::Option* addRead(CLI::App& verb, const NumberOption& option, Target& target, Read&& read)
{
    const auto take = [&target, read, name = option.name](const std::string& text) {
        target = read(name, text);
    };
    return verb.add_option_function<std::string>(option.name, take, option.description)
        ->type_name(option.unit);
}

template <typename Target>
CLI::Option* addWhole(CLI::App& verb, const NumberOption& option, WholeRange range, Target& target)
{
    return addRead(verb, option, target, [range](const std::string& name, const std::string& text) {
        return wholeNumber(name, text, range);
    });
}

template <typename Target>
CLI::Option* addDecimal(CLI::App& verb, const NumberOption& option, DecimalRange range, Target& target)
{
    return addRead(verb, option, target, [range](const std::string& name, const std::string& text) {
        return decimalNumber(name, text, range);
    });
}

} // namespace

std::uint64_t wholeNumber(const std::string& option, const std::string& text, WholeRange range)
{
    const std::optional<std::uint64_t> number = parsed<std::uint64_t>(text);
    if (!number || *number < range.least || *number > range.most)
        failNumber(option, text,
                   "whole number from " + core::groupedDigits(range.least) + " to "
                       + core::groupedDigits(range.most));
    return *number;
}

double decimalNumber(const std::string& option, const std::string& text, DecimalRange range)
{
    const std::optional<double> number = parsed<double>(text);
    const bool isTaken = number && std::isfinite(*number) && *number <= range.most
        && (range.isAboveLeast ? *number > range.least : *number >= range.least);
    if (!isTaken)
        failNumber(option, text,
                   std::string("number ") + (range.isAboveLeast ? "above " : "from ")
                       + decimalText(range.least) + (range.isAboveLeast ? " and at most " : " to ")
                       + decimalText(range.most));
    return *number;
}

CLI::Option* addNumber(CLI::App& verb, const NumberOption& option, WholeRange range, std::uint64_t& number)
{
    return addWhole(verb, option, range, number);
}

CLI::Option* addNumber(CLI::App& verb, const NumberOption& option, WholeRange range,
                       std::optional<std::uint64_t>& number)
{
    return addWhole(verb, option, range, number);
}

CLI::Option* addNumber(CLI::App& verb, const NumberOption& option, DecimalRange range, double& number)
{
    return addDecimal(verb, option, range, number);
}

CLI::Option* addNumber(CLI::App& verb, const NumberOption& option, DecimalRange range,
                       std::optional<double>& number)
{
    return addDecimal(verb, option, range, number);
}

CLI::Option* addNumbers(CLI::App& verb, const NumberOption& option, WholeRange range,
                        std::vector<std::uint32_t>& numbers)
{
    const auto take = [&numbers, range, name = option.name](const std::vector<std::string>& texts) {
        for (const std::string& text : texts)
            numbers.push_back(static_cast<std::uint32_t>(wholeNumber(name, text, range)));
    };
    return verb.add_option_function<std::vector<std::string>>(option.name, take, option.description)
        ->type_name(option.unit);
}

} // namespace layerloom::app
