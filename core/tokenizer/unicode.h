#pragma once

#include <string>
#include <string_view>

// Tokens equal those of Python's `tokenizers`: compared for every kind of step and, in tests/interop/test_characters.py, for
// every character of Unicode 3.2. Later characters may differ, since each library implements its own release: PCRE2 14,
// utf8proc 15, tokenizers 8 for punctuation and 12 for normal forms (NFKC of 134 characters, from U+32FF on).

namespace layerloom::core {

/// The normalization forms of Unicode (UAX #15).
enum class NormalForm { Nfc, Nfd, Nfkc, Nfkd };

/// The code point at `at`, which moves past it.
/// REQUIRES: well-formed UTF-8 and `at` at the beginning of a character.
char32_t takeCodePoint(std::string_view text, std::size_t& at);
/// Offset of the character before `end`. REQUIRES: well-formed UTF-8, end > 0.
std::size_t previousCharacter(std::string_view text, std::size_t end);

std::string normalForm(std::string_view text, NormalForm form);
/// Unicode's full lower-case mapping of each character, independent of context.
std::string lowercased(std::string_view text);
/// The bytes as UTF-8, with U+FFFD for each invalid sequence.
std::string readableUtf8(std::string_view bytes);

/// Unicode's property White_Space.
bool isWhiteSpace(char32_t character);
/// The categories Nd, Nl and No.
bool isNumeric(char32_t character);
/// ASCII punctuation and the categories P* of Unicode 8, the version of Hugging Face's tokenizers.
bool isPunctuation(char32_t character);
/// \w: letters, marks, decimal digits, letter numbers, connectors and joiners.
bool isWordCharacter(char32_t character);

} // namespace layerloom::core
