#pragma once

#include "core/io/descriptor.h"

#include <filesystem>
#include <string>

namespace layerloom::core {

/// Opens a file that has to be a regular one. Never waits, as a named pipe would make it, and leaves nothing open to
/// child processes. `flags` are those of open(); links are followed unless O_NOFOLLOW is among them. Throws Error{Io},
/// which names `shownAs`. Every file that this program opens by its path is opened here.
Descriptor openRegularFile(const std::filesystem::path& path, int flags,
                           const std::filesystem::path& shownAs);
/// The same below an open folder.
Descriptor openRegularFileAt(const Descriptor& folder, const std::string& name, int flags,
                             const std::filesystem::path& shownAs);

/// Opens a folder; one that is itself a link only when `followsLink`. Not open when there is none.
Descriptor openFolder(const std::filesystem::path& path, bool followsLink = true);

/// Opens what the user named as an input, waiting for its writer: a pipe of the shell, a terminal. Throws Error{Io}.
Descriptor openInput(const std::filesystem::path& path);

} // namespace layerloom::core
