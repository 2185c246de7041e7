#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/merge/plan/plan.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace layerloom::core {

struct MergeReport {
    std::filesystem::path output;
    std::uint32_t shards = 0; ///< of a part: its own
    std::uint64_t bytes = 0; ///< payload; of a part: its own
    std::uint64_t shared = 0; ///< of these, what this run left on disk only once, in the sources
    double seconds = 0;
    std::optional<bool> verified; ///< nullopt when verification was off
    std::string device; ///< "cpu", "cuda:0"; empty when no arithmetic was needed
    std::map<std::string, std::uint64_t> overflows; ///< tensor -> finite values that became infinite
};

/// Writes a planned merge into `destination`: in a folder "destination.partial" beside it, verifies there, makes it
/// durable and renames. The destination appears whole or not at all; on failure or cancel the other folder is removed.
/// Stages reported: Preparing, Merging, Verifying, Finishing. Sources are opened read-only.
/// Fails with Io for the disk, for another merge that writes there, and for leftovers of one that was killed (leftovers.h);
/// with Mismatch when a source has changed, or the result differs from its sources (message names tensor and offset).
Result<MergeReport> runMerge(const MergePlan& plan, const OutputSettings& settings,
                             const std::filesystem::path& destination, JobContext& job);

/// The same, but goes on where a merge of the same plan was killed. The result is that of an undisturbed run, byte for
/// byte; where nothing was left it is one, and where that result stands already it is only checked. Fails with Mismatch when what was left is of another plan.
Result<MergeReport> resumeMerge(const MergePlan& plan, const OutputSettings& settings,
                                const std::filesystem::path& destination, JobContext& job);

/// One of several processes, on one machine or many, that write a plan together.
struct MergePart {
    std::uint32_t number = 1; ///< counted from 1
    std::uint32_t of = 1;
};

/// Writes (and verifies) the shards of one part into "destination.partial". What an earlier run of the part made durable
/// stays as it is; a failure or cancel leaves the folder to the other parts. REQUIRES: 1 <= number <= of.
Result<MergeReport> mergePart(const MergePlan& plan, const OutputSettings& settings,
                              const std::filesystem::path& destination, MergePart part, JobContext& job);

/// Writes what is not in shards once all parts are there, and renames. Fails with Mismatch, and leaves all as it is, when
/// parts are missing. Shards that their part has not verified are verified when the settings say so.
Result<MergeReport> finishMerge(const MergePlan& plan, const OutputSettings& settings,
                                const std::filesystem::path& destination, JobContext& job);

/// Compares a written folder with what the plan says: Quick reads headers, index and config; Full re-reads every
/// tensor and compares it with its source bytes (converted ones with the conversion done again).
Result<void> verifyMerge(const MergePlan& plan, const OutputSettings& settings,
                         const std::filesystem::path& folder, JobContext& job);

} // namespace layerloom::core
