#pragma once

#include <string>
#include <string_view>

namespace layerloom::core {

/// The four normal forms of Unicode.
enum class NormalForm { Nfc, Nfd, Nfkc, Nfkd };

/// The code point at `at`, which moves past it.
/// REQUIRES: well-formed UTF-8 and `at` at the beginning of a character.
char32_t takeCodePoint(std::string_view text, std::size_t& at);
/// Where the character before `end` begins. REQUIRES: well-formed UTF-8, end > 0.
std::size_t previousCharacter(std::string_view text, std::size_t end);

std::string normalForm(std::string_view text, NormalForm form);
/// Every character by itself, as Unicode's full mapping has it.
std::string lowercased(std::string_view text);
/// The bytes with U+FFFD for each part that is no UTF-8, as decoders of text show it.
std::string readableUtf8(std::string_view bytes);

/// Unicode's property White_Space.
bool isWhiteSpace(char32_t character);
/// The categories Nd, Nl and No.
bool isNumeric(char32_t character);
/// ASCII's signs and the categories P* of Unicode 8, which the Python tokenizers have stayed with.
bool isPunctuation(char32_t character);
/// What \w matches: letters, marks, digits, numerals of letters, connectors and joiners.
bool isWordCharacter(char32_t character);

} // namespace layerloom::core
