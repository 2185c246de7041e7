#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/merge/plan/plan.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace layerloom::core {

/// The result of a merge.
struct MergeReport {
    std::filesystem::path output;
    std::uint32_t shards = 0; ///< of this part, or of the whole merge
    std::uint64_t bytes = 0; ///< payload of these shards
    std::uint64_t shared = 0; ///< of these bytes, those that this run shares with the sources on disk
    double seconds = 0;
    VerifyMode verified = VerifyMode::Off; ///< what was compared with the sources
    std::string device; ///< "cpu", "cuda:0"; empty when no arithmetic was needed
    std::vector<std::string> notCopied; ///< as in MergePlan
    std::map<std::string, std::uint64_t> keptF32; ///< as in MergePlan
    std::uint64_t dequantized = 0; ///< as in MergePlan
    std::map<std::string, std::uint64_t> overflows; ///< tensor -> finite values that became infinite
};

/// Called with the folder of a written and verified result before it gets its final name. Throws Error to refuse it.
using LastCheck = std::function<void(const std::filesystem::path& files, JobContext& job)>;

/// Writes a planned merge: into a folder "destination.partial" (staging.h), verifies there, syncs and
/// renames. The destination appears whole or not at all; on failure or cancel the staged folder is removed, also
/// when `lastCheck` refuses the result.
/// Stages reported: Preparing, Merging, Verifying, LoadChecking (with `lastCheck`), Finishing. Sources are opened read-only. Fails with Io for
/// the disk, for another merge that writes there, and for leftovers of an interrupted one (leftovers.h); with
/// Mismatch when a source has changed or the result differs from its sources (the message names tensor and
/// byte).
Result<MergeReport> runMerge(const MergePlan& plan, const OutputSettings& settings,
                             const std::filesystem::path& destination, JobContext& job,
                             const LastCheck& lastCheck = {});

/// Resumes an interrupted merge of the same plan. The result is that of an uninterrupted merge, byte for
/// byte. With no partial result this is an ordinary merge; a complete destination is only verified and passed to
/// `lastCheck`. Fails
/// with Mismatch when the partial result is of another plan.
Result<MergeReport> resumeMerge(const MergePlan& plan, const OutputSettings& settings,
                                const std::filesystem::path& destination, JobContext& job,
                                const LastCheck& lastCheck = {});

/// One of several processes, on one machine or many, that write a plan together.
struct MergePart {
    std::uint32_t number = 1; ///< counted from 1
    std::uint32_t of = 1;
};

/// Writes and verifies the shards of one part in "destination.partial". Continues an interrupted run of the
/// part; on failure or cancel the folder stays for the other parts. REQUIRES: 1 <= number <= of.
Result<MergeReport> mergePart(const MergePlan& plan, const OutputSettings& settings,
                              const std::filesystem::path& destination, MergePart part, JobContext& job);

/// Completes a merge in parts: writes all other files, verifies shards that are not verified yet when the
/// settings say so, and renames. Fails with Mismatch, and changes nothing, when parts are missing.
Result<MergeReport> finishMerge(const MergePlan& plan, const OutputSettings& settings,
                                const std::filesystem::path& destination, JobContext& job,
                                const LastCheck& lastCheck = {});

/// Compares a written folder with its plan. Off: nothing. Quick: headers of the shards, and all other files byte for
/// byte. Full: also the bytes of every tensor with its source, transformed again. Fails with Mismatch or Io.
Result<void> verifyMerge(const MergePlan& plan, const OutputSettings& settings,
                         const std::filesystem::path& folder, JobContext& job);

} // namespace layerloom::core
