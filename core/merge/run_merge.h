#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/merge/plan.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace layerloom::core {

struct MergeReport {
    std::filesystem::path output;
    std::uint32_t shards = 0;
    std::uint64_t bytes = 0; ///< payload
    std::uint64_t shared = 0; ///< of these, what is on disk only once, in the sources
    double seconds = 0;
    std::optional<bool> verified; ///< nullopt when verification was off
    std::string device; ///< "cpu", "cuda:0"; empty when no arithmetic was needed
    std::map<std::string, std::uint64_t> overflows; ///< tensor -> finite values that became infinite
};

/// Writes a planned merge into `destination`: stages into "destination.partial-<id>" beside it, verifies there, makes it
/// durable and renames. The destination appears whole or not at all; on failure or cancel the staged folder is removed.
/// Stages reported: Preparing, Merging, Verifying, Finishing. Sources are opened read-only.
/// Fails with Io for the disk, Mismatch when the result differs from its sources (message names tensor and offset).
Result<MergeReport> runMerge(const MergePlan& plan, const MergeSettings& settings,
                             const std::filesystem::path& destination, JobContext& job);

/// Compares a written folder with what the plan says: Quick reads headers, index and config; Full re-reads every
/// tensor and compares it with its source bytes (converted ones with the conversion done again).
Result<bool> verifyMerge(const MergePlan& plan, const MergeSettings& settings,
                         const std::filesystem::path& folder, JobContext& job);

} // namespace layerloom::core
