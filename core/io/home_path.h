#pragma once

#include <string>

namespace layerloom::core {

/// A path in which "~" or "~/" at the beginning is the home folder ($HOME), as shells do. Shells leave it as it is
/// behind "=" and between quotes.
std::string withHome(const std::string& path);

} // namespace layerloom::core
