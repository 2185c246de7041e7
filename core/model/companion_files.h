#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// Patterns of file names; a star stands for any text.
using NamePatterns = std::vector<std::string_view>;

/// True when the name, in lower case, matches one of the patterns.
bool matchesAny(std::string_view name, const NamePatterns& patterns);

/// True for a file that a merge copies from the folder of the model that gives config.json: code, processors, how
/// weights are packed, what sentence-transformers asks for, licences. `name` is relative to the folder; those in folders
/// below it are none of them.
bool isCompanionFile(std::string_view name);

/// The regular files in a folder and up to four folders deep, sorted, as "additional_chat_templates/tool_use.jinja"; none
/// that are hidden.
std::vector<std::string> filesBelow(const std::filesystem::path& folder);

/// The folders of a sentence-transformers model beside the model itself, as modules.json lists them: "1_Pooling/". Empty
/// without that file. Throws Error where it is no JSON.
std::vector<std::string> moduleFolders(const std::filesystem::path& folder);

} // namespace layerloom::core
