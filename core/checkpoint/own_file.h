#pragma once

#include <filesystem>
#include <string>

namespace layerloom::core {

/// Throws Error{Unsupported} for a file of a model's folder that is a link to somewhere else, whose content would become
/// part of what is written: only the folder itself and the blobs of the Hub's cache are followed.
void requireOwnFile(const std::filesystem::path& folder, const std::string& name);

} // namespace layerloom::core
