#pragma once

#include "core/checks/problems.h"
#include "core/merge/plan/plan.h"

#include <filesystem>
#include <vector>

namespace layerloom::core {

/// The problems of writing a plan into a folder: P17 not enough space, P18 inside a source, P27 holds files,
/// P28 cannot be written, P30 an interrupted or running merge. Fixes may suggest another folder. Reads the
/// file system, changes nothing.
std::vector<Problem> destinationProblems(const MergePlan& plan, const std::filesystem::path& destination);

/// The first of `folder`, "folder-2", "folder-3", … that does not exist and has no staged folder beside it.
std::filesystem::path freeDestination(const std::filesystem::path& folder);

} // namespace layerloom::core
