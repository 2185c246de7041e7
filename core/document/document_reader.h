#pragma once

#include "core/base/result.h"
#include "core/document/loom_document.h"

#include <filesystem>
#include <string_view>

namespace layerloom::core {

/// Reads a document. A source below `folder` is found by its relative path first, so that a folder with documents and
/// models can be moved; others by their absolute path first. Unsupported: a newer major format, or a text that is too
/// long. Corrupt: everything else that is not a document.
Result<LoomDocument> readDocument(std::string_view text, const std::filesystem::path& folder);

} // namespace layerloom::core
