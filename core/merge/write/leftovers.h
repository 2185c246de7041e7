#pragma once

#include "core/base/result.h"
#include "core/merge/plan/plan.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace layerloom::core {

/// The staged folder of an interrupted merge, or of one that is written in parts.
struct Leftover {
    std::filesystem::path folder; ///< "/models/solar.partial"
    std::filesystem::path destination; ///< "/models/solar"
    std::uint64_t bytes = 0; ///< on the disk
    std::string plan; ///< fingerprint of the plan; empty before the first journal record
    bool isInUse = false; ///< a merge is writing there now
};

/// The leftovers of a destination (or of the staged folder itself), and those directly in that folder.
/// Changes nothing; skips folders that cannot be read.
std::vector<Leftover> findLeftovers(const std::filesystem::path& folder);

/// The leftover of exactly this destination.
std::optional<Leftover> leftoverOf(const std::filesystem::path& destination);

/// Removes a leftover and returns its size. Fails with Io when a merge is writing there or the folder cannot
/// be removed.
Result<std::uint64_t> removeLeftover(const Leftover& leftover);

} // namespace layerloom::core
