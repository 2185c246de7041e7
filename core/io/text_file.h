#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace layerloom::core {

/// The most bytes of a text file that are read unless the caller says otherwise.
inline constexpr std::uint64_t kMaxTextBytes = 64'000'000;

/// The content of a regular file. Throws Error{Io}, Error{Unsupported} for more than `limit` bytes.
std::string readTextFile(const std::filesystem::path& path, std::uint64_t limit = kMaxTextBytes);

/// The same for an input that the user names, which may be a pipe or a terminal (/dev/stdin): waits for its
/// end.
std::string readTextInput(const std::filesystem::path& path, std::uint64_t limit = kMaxTextBytes);

} // namespace layerloom::core
