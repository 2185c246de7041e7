#pragma once

#include <filesystem>

namespace layerloom::core {

/// Where the libraries lie that are loaded on first use: `lib/layerloom` beside the folder of the running program.
/// Empty where the system does not say what runs.
std::filesystem::path moduleFolder();

} // namespace layerloom::core
