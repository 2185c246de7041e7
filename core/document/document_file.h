#pragma once

#include "core/base/result.h"
#include "core/document/output_settings.h"
#include "core/stack/stack.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace layerloom::core {

/// What a .loom file holds: one UTF-8 JSON object, "format": "layerloom/1", layers as slices, no weights.
/// FORMATS.md describes it.
struct LoomDocument {
    Stack stack; ///< sources are not opened: their models are null until openSources()
    OutputSettings settings;
    std::string viewState; ///< raw JSON of "view", opaque to core; empty when absent
    std::string original; ///< the text it was read from; keys nobody here knows survive through it
    std::filesystem::path folder; ///< the one it was read for
};

/// Reads a document. A source below `folder` is found by its relative path first, so that a folder with documents and
/// models can be moved; others by their absolute path first. A newer major format is Unsupported.
Result<LoomDocument> readDocument(std::string_view text, const std::filesystem::path& folder);

/// The document as text: byte for byte the original when nothing in it changed (fingerprints and layer counts of
/// sources that were opened meanwhile are no change); else stable key order, unknown keys kept.
/// Sources get an absolute path and one relative to `folder` (none where the folder is empty: not known yet); one whose
/// path is relative keeps only that.
std::string writeDocument(const LoomDocument& document, const std::filesystem::path& folder);

/// Opens every source that has no model yet, by its path, else by its name in the Hub's cache; one that cannot be
/// opened keeps its blocks and gets a missingReason. A source without blocks may be a folder with config.json alone.
void openSources(Stack& stack);

} // namespace layerloom::core
