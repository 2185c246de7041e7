#pragma once

#include <string_view>

namespace layerloom::core {

/// The Python program load_check.py.
std::string_view loadCheckScript();

} // namespace layerloom::core
