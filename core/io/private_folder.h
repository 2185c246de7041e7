#pragma once

#include "core/io/folder.h"

#include <filesystem>
#include <optional>
#include <string>

namespace layerloom::core {

/// A folder of this user in which nobody else can write; else the reason why there is none.
struct PrivateFolder {
    std::optional<Folder> folder; ///< not open as well when it is only missing
    std::string fault; ///< "… belongs to another user"; empty when nothing is wrong
};

/// Opens it when it is there. Neither its last name nor the one before it may be a link.
PrivateFolder openPrivateFolder(const std::filesystem::path& path);
/// The same; makes what is missing, for this user alone (mode 0700).
PrivateFolder makePrivateFolder(const std::filesystem::path& path);

} // namespace layerloom::core
