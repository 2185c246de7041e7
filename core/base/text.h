#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// 10731524096 as "10,731,524,096".
std::string groupedDigits(std::uint64_t number);
/// Parameters for people: "10.73 B", "218.1 M", "46.2 K", "512".
std::string shortCount(std::uint64_t number);
/// Decimal bytes as on the Hub: "21.5 GB", "4.57 MB", "512 B" (GB = 10^9).
std::string shortBytes(std::uint64_t bytes);
/// "1 layer", "48 layers".
std::string counted(std::uint64_t number, std::string_view singular);
/// "1st", "2nd", "3rd", "11th", "22nd".
std::string ordinal(std::uint64_t number);

/// Orders names as people count: "layers.2." before "layers.10.".
bool naturalLess(std::string_view left, std::string_view right);
/// True for well-formed UTF-8 (no surrogates, no overlong forms).
bool isUtf8(std::string_view bytes);
/// REQUIRES: a code point, U+10FFFF at most.
void appendUtf8(std::string& to, char32_t character);
std::vector<std::string_view> splitLines(std::string_view text);
std::string_view trimmed(std::string_view text);
/// With the ASCII letters in lower case; all other bytes stay.
std::string lowered(std::string_view text);

} // namespace layerloom::core
