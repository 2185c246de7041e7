#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace layerloom::core {

/// 16 hex digits.
std::string hashDigits(std::span<const std::byte> bytes);

/// `body` behind a line with its hash, so that damage is noticed.
std::string sealedText(std::string_view body);

/// The body again. Throws Error{Corrupt} when anything of the text is not as it was.
std::string_view unsealed(std::string_view text);

} // namespace layerloom::core
