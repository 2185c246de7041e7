#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace layerloom::core {

/// Reads a whole file. Throws Error{Io}; refuses folders and more than `limit` bytes.
std::string readTextFile(const std::filesystem::path& path, std::uint64_t limit = 64'000'000);

/// Makes `content` the file's content: written beside it, made durable, renamed. The old content stays until the new
/// one is complete. Throws Error{Io}.
void writeWholeFile(const std::filesystem::path& path, std::string_view content);

/// The same, but leaves a file alone that already holds `content`.
void writeWholeFileIfDifferent(const std::filesystem::path& path, std::string_view content);

} // namespace layerloom::core
