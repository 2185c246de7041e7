#pragma once

#include "core/base/result.h"
#include "core/merge/merge_settings.h"
#include "core/stack/stack.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace layerloom::core {

/// What a .loom file holds: one UTF-8 JSON object, "format": "layerloom/1", layers as slices, no weights.
/// FORMATS.md describes it.
struct LoomDocument {
    Stack stack; ///< sources are not opened: their models are null until openSources()
    MergeSettings settings;
    std::string viewState; ///< raw JSON of "view", opaque to core; empty when absent
    std::string original; ///< the text it was read from; keys nobody here knows survive through it
};

/// Reads a document. Relative source paths are resolved against `folder`. A newer major format is Unsupported.
Result<LoomDocument> readDocument(std::string_view text, const std::filesystem::path& folder);

/// The document as text: byte for byte the original when nothing in it changed; else stable key order, unknown keys
/// kept. Sources get an absolute path and one relative to `folder`.
std::string writeDocument(const LoomDocument& document, const std::filesystem::path& folder);

/// Opens every source that has no model yet (absolute path, else relative, else the Hub's cache by name); one that
/// cannot be opened keeps its blocks and gets a missingReason.
void openSources(Stack& stack);

/// Reads a whole file. Throws Error{Io}. Refuses more than `limit` bytes.
std::string readTextFile(const std::filesystem::path& path, std::uint64_t limit = 64'000'000);

}  // namespace layerloom::core
