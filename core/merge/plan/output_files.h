#pragma once

#include "core/merge/plan/planned_files.h"
#include "core/stack/stack.h"

namespace layerloom::core {

/// The files of the output that are copied from its sources: tokenizer, chat template, generation config,
/// image processing, custom code (never run) and licences. Lists the sources' folders.
std::vector<PlannedFile> copiedFiles(const Stack& stack);

} // namespace layerloom::core
