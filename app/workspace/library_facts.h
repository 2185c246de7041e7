#pragma once

#include "app/workspace/library_model.h"

#include <QString>

#include <utility>
#include <vector>

namespace layerloom::app {

/// "80 layers · 68.98 B · 138.0 GB BF16"
QString librarySummary(const core::Model& model);

/// The rows below an expanded library row, as names and values: folder, architecture, sizes. Empty unless Ready.
std::vector<std::pair<QString, QString>> libraryFacts(const LibraryEntry& entry);

/// Why the layers of a model do not fit the stack, as a sentence; empty when they fit.
QString refusalOf(const core::Stack& stack, const std::shared_ptr<const core::Model>& model);

} // namespace layerloom::app
