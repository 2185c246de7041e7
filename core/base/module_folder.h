#pragma once

#include <filesystem>

namespace layerloom::core {

/// The folder of the libraries that are loaded on first use: `lib/layerloom` beside the folder of the running
/// program. Empty when the path of the program is unknown.
std::filesystem::path moduleFolder();

} // namespace layerloom::core
