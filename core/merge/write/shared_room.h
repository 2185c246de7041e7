#pragma once

#include "core/merge/plan/plan.h"

namespace layerloom::core {

/// Bytes of a merge that take no space on the file system of `folder` because they can be shared with the
/// sources. An estimate: sharing may still fail. 0 for file systems that are not known to share blocks.
/// REQUIRES: the folder exists.
std::uint64_t sharedRoom(const MergePlan& plan, const std::filesystem::path& folder);

} // namespace layerloom::core
