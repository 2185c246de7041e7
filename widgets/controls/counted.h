#pragma once

#include <QString>

#include <cstdint>
#include <string_view>

namespace layerloom::widgets {

/// "1 layer", "48 layers" in the language of the window. REQUIRES: `singular` is a word of the table in counted.cpp.
QString counted(std::uint64_t number, std::string_view singular);

} // namespace layerloom::widgets
