#pragma once

#include <string>
#include <string_view>

namespace layerloom::core {

/// `body` after a line with its hash (16 hex digits of hashOf()) and before a line feed, so that damage is
/// noticed.
std::string withChecksum(std::string_view body);

/// The body of a text that withChecksum() made. Throws Error{Corrupt}, whose sentence begins with `name`,
/// when a byte is missing or different.
std::string_view requireChecksum(std::string_view text, std::string_view name);

} // namespace layerloom::core
