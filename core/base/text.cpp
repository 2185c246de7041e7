#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

namespace layerloom::core {

namespace {

struct Unit {
    double size;
    const char* name;
};

// 10.73, 218.1 and 46.2: two decimals from billions (and for small sizes), one below, as the field writes
// them.
std::string withUnit(double value, const Unit& unit, int decimals)
{
    std::array<char, 64> buffer {};
    std::snprintf(buffer.data(), buffer.size(), "%.*f %s", decimals, value / unit.size, unit.name);
    return buffer.data();
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::string_view leadingDigits(std::string_view text)
{
    std::size_t count = 0;
    while (count < text.size() && isDigit(text[count]))
        ++count;
    return text.substr(0, count);
}

std::string_view withoutZeros(std::string_view digits)
{
    while (digits.size() > 1 && digits.front() == '0')
        digits.remove_prefix(1);
    return digits;
}

std::size_t sequenceLength(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    if (lead >= 0xF0 && lead <= 0xF4)
        return 4;
    return 0;
}

bool isSecondByteAllowed(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xE0:
        return second >= 0xA0;
    case 0xED:
        return second <= 0x9F;
    case 0xF0:
        return second >= 0x90;
    case 0xF4:
        return second <= 0x8F;
    default:
        return true;
    }
}

} // namespace

std::string groupedDigits(std::uint64_t number)
{
    std::string digits = std::to_string(number);
    for (auto position = static_cast<int>(digits.size()) - 3; position > 0; position -= 3)
        digits.insert(static_cast<std::size_t>(position), 1, ',');
    return digits;
}

std::string shortCount(std::uint64_t number)
{
    const auto value = static_cast<double>(number);
    if (number >= 999'950'000)
        return withUnit(value, {1e9, "B"}, 2);
    if (number >= 999'950)
        return withUnit(value, {1e6, "M"}, number < 10'000'000 ? 2 : 1);
    if (number >= 10'000)
        return withUnit(value, {1e3, "K"}, 1);
    return std::to_string(number);
}

std::string shortBytes(std::uint64_t bytes)
{
    const auto value = static_cast<double>(bytes);
    if (bytes >= 999'950'000'000'000)
        return withUnit(value, {1e15, "PB"}, 2);
    if (bytes >= 999'950'000'000)
        return withUnit(value, {1e12, "TB"}, 2);
    if (bytes >= 999'950'000)
        return withUnit(value, {1e9, "GB"}, bytes < 9'995'000'000 ? 2 : 1);
    if (bytes >= 999'950)
        return withUnit(value, {1e6, "MB"}, bytes < 9'995'000 ? 2 : 1);
    if (bytes >= 1'000)
        return withUnit(value, {1e3, "kB"}, 1);
    return std::to_string(bytes) + " B";
}

std::string counted(std::uint64_t number, std::string_view singular)
{
    return groupedDigits(number) + ' ' + std::string(singular) + (number == 1 ? "" : "s");
}

std::string ordinal(std::uint64_t number)
{
    constexpr std::array<const char*, 4> kSuffixes {"th", "st", "nd", "rd"};
    const bool isTeen = number / 10 % 10 == 1;
    const std::uint64_t digit = number % 10;
    return std::to_string(number) + kSuffixes[isTeen || digit > 3 ? 0 : digit];
}

bool naturalLess(std::string_view left, std::string_view right)
{
    while (!left.empty() && !right.empty()) {
        if (isDigit(left.front()) && isDigit(right.front())) {
            const std::string_view a = leadingDigits(left);
            const std::string_view b = leadingDigits(right);
            const std::string_view x = withoutZeros(a);
            const std::string_view y = withoutZeros(b);
            if (x != y)
                return x.size() != y.size() ? x.size() < y.size() : x < y;
            left.remove_prefix(a.size());
            right.remove_prefix(b.size());
        } else if (left.front() != right.front()) {
            return left.front() < right.front();
        } else {
            left.remove_prefix(1);
            right.remove_prefix(1);
        }
    }
    return left.size() < right.size();
}

bool isUtf8(std::string_view bytes)
{
    for (std::size_t i = 0; i < bytes.size();) {
        const auto lead = static_cast<unsigned char>(bytes[i]);
        const std::size_t length = sequenceLength(lead);
        if (length == 0 || i + length > bytes.size())
            return false;
        for (std::size_t k = 1; k < length; ++k) {
            const auto next = static_cast<unsigned char>(bytes[i + k]);
            if ((next & 0xC0) != 0x80 || (k == 1 && !isSecondByteAllowed(lead, next)))
                return false;
        }
        i += length;
    }
    return true;
}

void appendUtf8(std::string& to, char32_t character)
{
    const auto put = [&](char32_t byte) { to.push_back(static_cast<char>(byte)); };
    if (character < 0x80) {
        put(character);
    } else if (character < 0x800) {
        put(0xC0U | (character >> 6U));
        put(0x80U | (character & 0x3FU));
    } else if (character < 0x10000) {
        put(0xE0U | (character >> 12U));
        put(0x80U | ((character >> 6U) & 0x3FU));
        put(0x80U | (character & 0x3FU));
    } else {
        put(0xF0U | (character >> 18U));
        put(0x80U | ((character >> 12U) & 0x3FU));
        put(0x80U | ((character >> 6U) & 0x3FU));
        put(0x80U | (character & 0x3FU));
    }
}

std::vector<std::string_view> splitLines(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

std::string lowered(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
        text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
        text.remove_suffix(1);
    return text;
}

} // namespace layerloom::core
