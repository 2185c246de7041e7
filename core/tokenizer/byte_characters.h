#pragma once

#include <array>
#include <string>
#include <string_view>

namespace layerloom::core {

/// The printable character of each byte in byte-level vocabularies (GPT-2's bytes_to_unicode).
const std::array<std::string, 256>& byteCharacters();
/// A text with each byte as its character.
std::string shownBytes(std::string_view text);
/// The inverse of shownBytes(); the token itself when one of its characters is not in the table.
std::string bytesOf(std::string_view token);

} // namespace layerloom::core
