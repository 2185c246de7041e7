#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace layerloom::core {

/// The token of a byte where a vocabulary falls back to bytes: "<0x0A>".
std::string tokenOfByte(unsigned char byte);
/// The byte of such a token; nullopt for any other token.
std::optional<char> byteOfToken(std::string_view token);

} // namespace layerloom::core
