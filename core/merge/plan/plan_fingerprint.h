#pragma once

#include "core/merge/plan/plan.h"

#include <string>

namespace layerloom::core {

/// Hash of everything that decides the bytes of a plan's shards: layout, sources with their sizes and times, arithmetic.
/// 16 hex digits. Equal wherever the same files are seen, whatever their folders are called.
std::string fingerprintOf(const MergePlan& plan);

} // namespace layerloom::core
