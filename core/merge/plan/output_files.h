#pragma once

#include "core/merge/plan/plan.h"

namespace layerloom::core {

/// The files of the output that are copied from its sources: tokenizer, chat template, generation config, what images need, custom code
/// (never run) and licences. Looks into the sources' folders.
std::vector<PlannedFile> copiedFiles(const Stack& stack);

} // namespace layerloom::core
