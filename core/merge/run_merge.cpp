#include "core/merge/run_merge.h"

#include "core/checkpoint/staged_directory.h"
#include "core/engine/load_engine.h"
#include "core/merge/merge_writer.h"
#include "core/merge/verify.h"

#include <chrono>

namespace layerloom::core {
namespace {

LoadedEngine engineFor(const MergePlan& plan, const MergeSettings& settings)
{
    return plan.needsEngine ? loadEngine(settings.device).value() : LoadedEngine {};
}

void requireDestination(const MergePlan& plan, const std::filesystem::path& destination)
{
    for (const Problem& problem : destinationProblems(plan, destination))
        if (problem.severity == Severity::Error)
            throw Error(ErrorCode::Io, problem.message);
}

MergeReport merged(const MergePlan& plan, const MergeSettings& settings,
                   const std::filesystem::path& destination, JobContext& job)
{
    const auto start = std::chrono::steady_clock::now();
    JobMeter meter(job, plan.bytesWritten + verifyBytes(plan, settings.verify), plan.tensorCount());
    meter.begin("Preparing");
    requireDestination(plan, destination);
    const LoadedEngine engine = engineFor(plan, settings);
    TensorStream tensors(plan, engine.engine.get());
    StagedDirectory staged(destination);
    meter.begin("Merging");
    MergeReport report;
    MergeWriter writer(plan, staged.path(), tensors, meter);
    report.overflows = writer.write();
    report.shared = writer.sharedBytes();
    if (settings.verify != VerifyMode::Off) {
        meter.begin("Verifying");
        verifyFolder(plan, settings.verify, staged.path(), tensors, meter);
        report.verified = true;
    }
    meter.begin("Finishing");
    tensors.sources().requireUnchanged();
    meter.checkStop();
    staged.commit();
    report.output = destination;
    report.shards = static_cast<std::uint32_t>(plan.shards.size());
    report.bytes = plan.payloadBytes;
    report.device = engine.device;
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace

Result<MergeReport> runMerge(const MergePlan& plan, const MergeSettings& settings,
                             const std::filesystem::path& destination, JobContext& job)
{
    return guarded([&] { return merged(plan, settings, destination, job); });
}

Result<bool> verifyMerge(const MergePlan& plan, const MergeSettings& settings,
                         const std::filesystem::path& folder, JobContext& job)
{
    return guarded([&] {
        JobMeter meter(job, verifyBytes(plan, settings.verify), plan.tensorCount());
        meter.begin("Verifying");
        const LoadedEngine engine =
            settings.verify == VerifyMode::Full ? engineFor(plan, settings) : LoadedEngine {};
        TensorStream tensors(plan, engine.engine.get());
        verifyFolder(plan, settings.verify, folder, tensors, meter);
        tensors.sources().requireUnchanged();
        return true;
    });
}

} // namespace layerloom::core
