#include "core/base/visible_text.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace layerloom::core {
namespace {

constexpr std::array<std::pair<char32_t, char32_t>, 14> kHidden {{
    {0x0, 0x1F},
    {0x7F, 0x9F},
    {0x61C, 0x61C},
    {0x180E, 0x180E},
    {0x200B, 0x200B},
    {0x200E, 0x200F},
    {0x2028, 0x202E},
    {0x2060, 0x206F},
    {0xFEFF, 0xFEFF},
    {0xFFF9, 0xFFFB},
    {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A},
    {0xE0000, 0xE007F},
    {0xE0100, 0xE01EF},
}};

bool isHidden(char32_t character)
{
    return std::any_of(kHidden.begin(), kHidden.end(), [&](const auto& range) {
        return character >= range.first && character <= range.second;
    });
}

struct Character {
    char32_t code = 0;
    std::size_t bytes = 0; ///< 0 for a byte that is not UTF-8
};

/// The first character. REQUIRES: `text` is not empty.
Character firstOf(std::string_view text)
{
    constexpr std::size_t kLongest = 4;
    for (std::size_t bytes = 1; bytes <= std::min(kLongest, text.size()); ++bytes) {
        if (!isUtf8(text.substr(0, bytes)))
            continue;
        const auto lead = static_cast<unsigned char>(text.front());
        char32_t code = bytes == 1 ? lead : lead & (0xFFU >> (bytes + 1));
        for (std::size_t i = 1; i < bytes; ++i)
            code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
        return {code, bytes};
    }
    return {};
}

/// The mark, then the number in hex with that many digits at least.
std::string hexText(const char* mark, int digits, unsigned number)
{
    std::array<char, 16> buffer {};
    std::snprintf(buffer.data(), buffer.size(), "%s%0*x", mark, digits, number);
    return buffer.data();
}

std::string escaped(char32_t code)
{
    switch (code) {
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        break;
    }
    const auto number = static_cast<unsigned>(code);
    return code < 0x80   ? hexText("\\x", 2, number)
        : code < 0x10000 ? hexText("\\u", 4, number)
                         : hexText("\\U", 8, number);
}

std::string jsonEscaped(char32_t code)
{
    const auto number = static_cast<unsigned>(code);
    if (code < 0x10000)
        return hexText("\\u", 4, number);
    const unsigned rest = number - 0x10000U;
    return hexText("\\u", 4, 0xD800U + (rest >> 10U)) + hexText("\\u", 4, 0xDC00U + (rest & 0x3FFU));
}

template <typename Keeps, typename Escape>
std::string shown(std::string_view text, Keeps&& keeps, Escape&& escape)
{
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const Character next = firstOf(text);
        const std::size_t bytes = std::max<std::size_t>(1, next.bytes);
        if (next.bytes == 0)
            result += hexText("\\x", 2, static_cast<unsigned char>(text.front()));
        else if (isHidden(next.code) && !keeps(next.code))
            result += escape(next.code);
        else
            result += text.substr(0, bytes);
        text.remove_prefix(bytes);
    }
    return result;
}

bool isLayout(char32_t code)
{
    return code == '\n' || code == '\t';
}

} // namespace

std::string visible(std::string_view text)
{
    return shown(
        text, [](char32_t) { return false; }, escaped);
}

std::string visibleLines(std::string_view text)
{
    return shown(text, isLayout, escaped);
}

std::string withVisibleStrings(std::string_view json)
{
    return shown(json, isLayout, jsonEscaped);
}

} // namespace layerloom::core
