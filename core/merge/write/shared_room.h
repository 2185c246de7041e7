#pragma once

#include "core/merge/plan/plan.h"

namespace layerloom::core {

/// How many bytes of a merge below `folder`, which exists, need no room there, because the file system shares them with the
/// sources. An estimate: only the attempt shows it. 0 where the file system is none that is known to share.
std::uint64_t sharedRoom(const MergePlan& plan, const std::filesystem::path& folder);

} // namespace layerloom::core
