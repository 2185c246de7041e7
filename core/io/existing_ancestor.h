#pragma once

#include <filesystem>

namespace layerloom::core {

/// `path` itself or the nearest folder above it that exists; empty when there is none.
std::filesystem::path existingAncestor(std::filesystem::path path);

} // namespace layerloom::core
