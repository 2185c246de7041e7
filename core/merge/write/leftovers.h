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
    std::string plan; ///< fingerprint of the plan
    bool isInUse = false; ///< a merge is writing there now
};

/// The leftovers of a destination (or of the staged folder itself), and those directly in that folder.
/// Each has a journal of a merge and no file that the journals do not name. Changes nothing; skips folders that cannot be read.
std::vector<Leftover> findLeftovers(const std::filesystem::path& folder);

/// A folder with the name of a staged folder that was not left by a merge of this version.
struct LeftAlone {
    std::filesystem::path folder;
    std::string reason; ///< "it holds files/photo, which no merge has left there"
};

/// The folders that findLeftovers() passes over although they have the name of a staged folder.
std::vector<LeftAlone> findLeftAlone(const std::filesystem::path& folder);

/// The leftover of exactly this destination.
std::optional<Leftover> leftoverOf(const std::filesystem::path& destination);

/// Removes a leftover, only the files that its journals name, and returns its size. Fails with Io when a merge is
/// writing there, when something else lies in it by now, or when it cannot be removed.
Result<std::uint64_t> removeLeftover(const Leftover& leftover);

/// Removes what an interrupted removal has left of the staged folder of a complete destination. Leaves the folder alone
/// when it holds anything else. Throws Error{Io} when a merge is writing there.
void removeRemains(const std::filesystem::path& destination);

} // namespace layerloom::core
