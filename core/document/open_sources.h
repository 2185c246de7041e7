#pragma once

#include "core/stack/stack.h"

namespace layerloom::core {

/// Opens every source that has no model yet: at its path; else by its name in the Hub's cache; else by its fingerprint, in
/// the folders beside its path and the folders in those. A source that cannot be opened keeps its blocks and gets a
/// missingReason. A source without blocks may be a folder with config.json alone.
void openSources(Stack& stack);

} // namespace layerloom::core
