#pragma once

#include "core/merge/plan/plan.h"

#include <string>

namespace layerloom::core {

/// Hash of everything that determines the bytes of a plan's shards: layout, sources with their sizes and
/// times, transforms. 16 hex digits. Does not depend on the folders' names, so that machines that mount the
/// same files elsewhere agree.
std::string fingerprintOf(const MergePlan& plan);

} // namespace layerloom::core
