#pragma once

#include "core/base/result.h"
#include "core/document/loom_document.h"

#include <filesystem>
#include <string>

namespace layerloom::core {

/// The document as text: byte for byte the original when nothing in it changed (fingerprints and layer counts of opened
/// sources are no change); else with stable key order and unknown keys kept. Sources get an absolute path and one relative
/// to `folder` (none when the folder is empty: not known yet); a source whose path is relative keeps only that.
std::string writeDocument(const LoomDocument& document, const std::filesystem::path& folder);

/// Writes the document to a .loom file, the only way to do so: atomically, with source paths relative to the file's folder.
/// Returns the text written. Error{Io} leaves the old file as it was.
Result<std::string> saveDocument(const LoomDocument& document, const std::filesystem::path& file);

} // namespace layerloom::core
