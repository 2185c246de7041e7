#pragma once

#include <array>
#include <string>
#include <string_view>

namespace layerloom::core {

/// Byte-level vocabularies show every byte as a printable character (GPT-2's table): the character of each byte.
const std::array<std::string, 256>& byteCharacters();
/// A text's bytes as their characters.
std::string shownBytes(std::string_view text);
/// The bytes that a token's characters stand for; the token itself when one of them stands for none.
std::string bytesOf(std::string_view token);

} // namespace layerloom::core
