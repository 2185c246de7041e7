#pragma once

#include "core/merge/plan/planned_files.h"
#include "core/stack/stack.h"

namespace layerloom::core {

/// The files of the output that come from its sources' folders.
struct CopiedFiles {
    std::vector<PlannedFile> files;
    /// The other files of the folder that gives config.json, except weights and what the merge writes itself.
    std::vector<std::string> notCopied;
};

/// Finds them by listing the sources' folders: tokenizer, chat templates, generation config, image processing,
/// quantization, pooling of sentence-transformers, custom code (never run) and licences. Throws Error{Corrupt} for a
/// file in whose place a failed download lies, Error{Io}.
CopiedFiles copiedFiles(const Stack& stack);

} // namespace layerloom::core
