#include "core/merge/write/run_merge.h"

#include "core/merge/plan/plan_fingerprint.h"
#include "core/merge/write/destination.h"
#include "core/merge/write/leftovers.h"
#include "core/merge/write/merge_session.h"
#include "core/merge/write/verify.h"

#include <cassert>
#include <set>

namespace layerloom::core {
namespace {

namespace fs = std::filesystem;

/// Throws the first error of the destination, except those in `but`.
void requireDestination(const MergePlan& plan, const fs::path& destination, const std::set<ProblemId>& but)
{
    for (const Problem& problem : destinationProblems(plan, destination))
        if (problem.severity == Severity::Error && !but.contains(problem.id))
            throw Error(ErrorCode::Io, problem.message);
}

bool holdsFiles(const fs::path& destination)
{
    std::error_code ignored;
    return fs::exists(fs::symlink_status(destination, ignored)) && !fs::is_empty(destination, ignored);
}

/// Another process may have created files there since the check of the destination.
void requireFree(const fs::path& destination)
{
    if (holdsFiles(destination))
        throw Error(ErrorCode::Io, destination.string() + " exists and holds files");
}

/// What to merge to where.
struct Request {
    const MergePlan& plan;
    const OutputSettings& settings;
    const fs::path& destination;
    const LastCheck& lastCheck;
};

void look(const LastCheck& lastCheck, const fs::path& files, JobContext& job)
{
    if (!lastCheck)
        return;
    job.step({.stage = Stage::LoadChecking, .unit = ProgressUnit::Steps, .total = 1});
    lastCheck(files, job);
}

/// The report of a merge whose destination is complete already: it is verified. nullopt when the destination
/// does not exist or does not equal the plan.
std::optional<MergeReport> alreadyMerged(const Request& request, JobContext& job)
{
    const auto& [plan, asked, destination, lastCheck] = request;
    if (!holdsFiles(destination))
        return std::nullopt;
    OutputSettings settings = asked;
    if (settings.verify == VerifyMode::Off)
        settings.verify = VerifyMode::Quick;
    const Result<void> verified = verifyMerge(plan, settings, destination, job);
    if (!verified && verified.error().code() == ErrorCode::Cancelled)
        throw Error(verified.error());
    if (!verified)
        return std::nullopt;
    look(lastCheck, destination, job);
    removeRemains(destination);
    MergeReport report;
    report.output = destination;
    report.shards = static_cast<std::uint32_t>(plan.shards.size());
    report.bytes = plan.payloadBytes;
    report.notCopied = plan.notCopied;
    report.keptF32 = plan.keptF32;
    report.dequantized = plan.dequantized;
    report.verified = settings.verify;
    return report;
}

/// Writes, verifies and publishes the workload of a session.
MergeReport published(MergeSession& session, Staging& staging, const LastCheck& lastCheck, JobContext& job)
{
    session.write(staging);
    session.verify(staging);
    look(lastCheck, staging.files(), job);
    session.finish(staging);
    MergeReport report = session.report(staging);
    staging.publish();
    return report;
}

MergeReport merged(const Request& request, StagingUse use, JobContext& job)
{
    const auto& [plan, settings, destination, lastCheck] = request;
    if (use == StagingUse::Resume)
        if (std::optional<MergeReport> report = alreadyMerged(request, job))
            return *report;
    MergeSession session(plan, settings, job, wholeWork(plan));
    session.prepare();
    requireDestination(plan, destination, {});
    Staging staging(destination, use, {fingerprintOf(plan), 1}, filesOf(plan));
    requireFree(destination);
    return published(session, staging, lastCheck, job);
}

MergeReport partMerged(const MergePlan& plan, const OutputSettings& settings, const fs::path& destination,
                       MergePart part, JobContext& job)
{
    assert(part.number >= 1 && part.number <= part.of);
    MergeSession session(plan, settings, job, workOf(plan, part));
    session.prepare();
    requireDestination(plan, destination, {ProblemId::InterruptedMerge});
    Staging staging(destination, StagingUse::Part, {fingerprintOf(plan), part.of}, filesOf(plan),
                    part.number);
    requireFree(destination);
    session.write(staging);
    session.verify(staging);
    session.finish(staging);
    staging.sync();
    return session.report(staging);
}

/// "Part 2 of 4 is", "Parts 2 and 3 of 4 are".
std::string missingParts(const MergePlan& plan, const Staging& staging, std::uint32_t parts)
{
    std::set<std::uint32_t> missing;
    for (std::uint32_t shard = 0; shard < plan.shards.size(); ++shard)
        if (!staging.shard(shard).isWritten)
            missing.insert(shard % parts + 1);
    std::string numbers;
    for (const std::uint32_t part : missing) {
        const bool isLast = part == *missing.rbegin();
        numbers += (numbers.empty() ? "" : isLast ? " and " : ", ") + std::to_string(part);
    }
    if (numbers.empty())
        return numbers;
    return (missing.size() == 1 ? "Part " : "Parts ") + numbers + " of " + std::to_string(parts)
        + (missing.size() == 1 ? " is" : " are");
}

MergeReport finished(const Request& request, JobContext& job)
{
    const auto& [plan, settings, destination, lastCheck] = request;
    if (std::optional<MergeReport> report = alreadyMerged(request, job))
        return *report;
    const std::vector<Journal> journals = stagedContent(stagedFolder(destination)).journals;
    if (journals.empty())
        throw Error(ErrorCode::Mismatch, "No part of " + destination.string() + " has been written yet");
    const std::uint32_t parts = journals.front().identity().parts;
    Workload work = wholeWork(plan);
    work.writesShards = false;
    MergeSession session(plan, settings, job, std::move(work));
    session.prepare();
    Staging staging(destination, StagingUse::Finish, {fingerprintOf(plan), parts}, filesOf(plan));
    requireDestination(plan, destination, {ProblemId::InterruptedMerge, ProblemId::NotEnoughSpace});
    if (const std::string missing = missingParts(plan, staging, parts); !missing.empty())
        throw Error(ErrorCode::Mismatch, missing + " not written completely yet");
    return published(session, staging, lastCheck, job);
}

} // namespace

Result<MergeReport> runMerge(const MergePlan& plan, const OutputSettings& settings,
                             const fs::path& destination, JobContext& job, const LastCheck& lastCheck)
{
    return guarded([&] { return merged({plan, settings, destination, lastCheck}, StagingUse::Begin, job); });
}

Result<MergeReport> resumeMerge(const MergePlan& plan, const OutputSettings& settings,
                                const fs::path& destination, JobContext& job, const LastCheck& lastCheck)
{
    return guarded([&] { return merged({plan, settings, destination, lastCheck}, StagingUse::Resume, job); });
}

Result<MergeReport> mergePart(const MergePlan& plan, const OutputSettings& settings,
                              const fs::path& destination, MergePart part, JobContext& job)
{
    return guarded([&] { return partMerged(plan, settings, destination, part, job); });
}

Result<MergeReport> finishMerge(const MergePlan& plan, const OutputSettings& settings,
                                const fs::path& destination, JobContext& job, const LastCheck& lastCheck)
{
    return guarded([&] { return finished({plan, settings, destination, lastCheck}, job); });
}

Result<void> verifyMerge(const MergePlan& plan, const OutputSettings& settings, const fs::path& folder,
                         JobContext& job)
{
    return guarded([&] {
        JobMeter meter(job, verifyBytes(plan, settings.verify), plan.tensorCount());
        meter.begin(Stage::Verifying);
        const bool computes = plan.needsEngine && settings.verify == VerifyMode::Full;
        const LoadedEngine engine = computes ? loadEngine(settings.device).value() : LoadedEngine {};
        TensorStream tensors(plan, engine.engine.get());
        if (settings.verify == VerifyMode::Off)
            return;
        Verifier verifier(plan, folder, tensors, meter);
        for (const PlannedShard& shard : plan.shards)
            verifier.verifyShard(shard, settings.verify);
        verifier.verifyFiles();
        tensors.sources().requireUnchanged();
    });
}

} // namespace layerloom::core
