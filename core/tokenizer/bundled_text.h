#pragma once

#include <string_view>

namespace layerloom::core {

/// The default text for measurements, written for this program: prose, dialogue, code and arithmetic in
/// several languages, about 30 kB of UTF-8.
std::string_view bundledText();

} // namespace layerloom::core
