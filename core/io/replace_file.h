#pragma once

#include "core/io/folder.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace layerloom::core {

/// Makes `content` the file's content atomically: writes it beside the file, makes it durable and renames it,
/// so that a crash leaves the old content or the new. Follows symbolic links and keeps the permissions.
/// Throws Error{Io}.
void replaceFile(const std::filesystem::path& path, std::string_view content);

/// The same for a file in a folder, for this user alone (mode 0600); replaces a link instead of following it.
void replaceFileIn(const Folder& folder, const std::string& name, std::string_view content);

/// The same as replaceFile(), but leaves a file alone that holds `content` already.
void replaceFileIfDifferent(const std::filesystem::path& path, std::string_view content);

} // namespace layerloom::core
