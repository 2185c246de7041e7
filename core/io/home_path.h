#pragma once

#include <filesystem>
#include <string>

namespace layerloom::core {

/// A path in which "~" or "~/" at the beginning is the home folder ($HOME), as shells do. Shells leave it as it is
/// behind "=" and between quotes.
std::string withHome(const std::string& path);

/// The folder that an environment variable names, as XDG's do, else `below` the home folder ($HOME). Empty when neither is
/// an absolute path.
std::filesystem::path userFolder(const char* variable, const std::filesystem::path& below);

} // namespace layerloom::core
