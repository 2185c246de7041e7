#pragma once

#include <filesystem>

namespace layerloom::core {

/// Gives a folder the mode, the owner, the group and the access lists of another, and keeps it usable for its owner. Throws
/// Error{Io}, also when group or owner cannot be kept.
void copyAccess(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace layerloom::core
