#pragma once

#include "core/document/output_settings.h"
#include "core/document/pinned_stack.h"
#include "core/stack/stack.h"

#include <filesystem>
#include <string>

namespace layerloom::core {

/// The content of a .loom file: one UTF-8 JSON object, "format": "layerloom/1", layers as slices, no weights. FORMATS.md
/// describes it.
struct LoomDocument {
    Stack stack; ///< sources are not opened: their models are null until openSources()
    OutputSettings settings;
    PinnedStacks pinned;
    std::string viewState; ///< raw JSON of "view", opaque to core; empty when absent
    std::string original; ///< the text it was read from; unknown keys survive through it
    std::filesystem::path folder; ///< the folder that its relative paths start from
};

} // namespace layerloom::core
