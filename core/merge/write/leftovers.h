#pragma once

#include "core/base/result.h"
#include "core/merge/plan/plan.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace layerloom::core {

/// What a merge that was killed, or that is written in parts, has left beside its destination.
struct Leftover {
    std::filesystem::path folder; ///< "/models/solar.partial"
    std::filesystem::path destination; ///< "/models/solar"
    std::uint64_t bytes = 0; ///< on the disk
    std::string plan; ///< fingerprint of the plan; empty when it never began to write
    bool isInUse = false; ///< a merge is writing there now
};

/// The leftovers of a destination (or of the staged folder itself), and all that lie directly in the folder.
/// Touches nothing; what cannot be read is left out.
std::vector<Leftover> findLeftovers(const std::filesystem::path& folder);

/// What is left of a merge to exactly this destination.
std::optional<Leftover> leftoverOf(const std::filesystem::path& destination);

/// Removes a leftover; its size as it was. Fails with Io when a merge is writing there, or something stays behind.
Result<std::uint64_t> removeLeftover(const Leftover& leftover);

} // namespace layerloom::core
