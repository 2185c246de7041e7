#include "core/tokenizer/byte_token.h"

#include <charconv>

namespace layerloom::core {

std::string tokenOfByte(unsigned char byte)
{
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    return {'<', '0', 'x', kDigits[byte >> 4U], kDigits[byte & 0xFU], '>'};
}

std::optional<char> byteOfToken(std::string_view token)
{
    if (token.size() != 6 || !token.starts_with("<0x") || !token.ends_with('>'))
        return {};
    unsigned value = 0;
    const std::string_view digits = token.substr(3, 2);
    const auto [end, fault] = std::from_chars(digits.begin(), digits.end(), value, 16);
    if (fault != std::errc() || end != digits.end())
        return {};
    return static_cast<char>(value);
}

} // namespace layerloom::core
