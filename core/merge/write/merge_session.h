#pragma once

#include "core/engine/load_engine.h"
#include "core/merge/write/job_meter.h"
#include "core/merge/write/run_merge.h"
#include "core/merge/write/staging.h"
#include "core/merge/write/tensor_stream.h"
#include "core/merge/write/verify.h"

#include <chrono>
#include <memory>
#include <vector>

namespace layerloom::core {

/// The share of a plan that one process works on.
struct Workload {
    std::vector<std::uint32_t> shards; ///< indexes into MergePlan::shards
    bool writesShards = true; ///< false: parts have written them, and they are only verified
    bool hasFiles = true; ///< config, index and the other files that are no shards
};

/// The workload of a whole merge.
Workload wholeWork(const MergePlan& plan);
/// The workload of one part: shards number - 1, number - 1 + of, number - 1 + 2 of, …
Workload workOf(const MergePlan& plan, MergePart part);

/// Writes and verifies a workload in a staged folder, stage by stage: prepare, write, verify, finish.
class MergeSession {
public:
    /// REQUIRES: `plan` and `job` outlive this.
    MergeSession(const MergePlan& plan, OutputSettings settings, JobContext& job, Workload work);

    /// Reports the first stage and loads the engine when the plan needs one.
    void prepare();
    void write(Staging& staging);
    /// Verifies by OutputSettings::verify. A shard that was verified in full before is compared again only when it has
    /// changed since. A shard with a difference is recorded as lost.
    void verify(Staging& staging);
    /// Throws Error when an opened source has changed or a shard of the workload does not have its planned size; if the
    /// workload has the other files, also when a copied file has changed or the staged folder holds unknown entries.
    void finish(const Staging& staging);
    MergeReport report(const Staging& staging) const;

private:
    std::uint64_t totalBytes() const;
    std::uint64_t tensorCount() const;
    void verifyShard(Verifier& verifier, Staging& staging, std::uint32_t number);

    const MergePlan& m_plan;
    OutputSettings m_settings;
    std::chrono::steady_clock::time_point m_start;
    Workload m_work;
    JobMeter m_meter;
    LoadedEngine m_engine;
    std::unique_ptr<TensorStream> m_tensors; // null before prepare()
    std::uint64_t m_shared = 0;
};

} // namespace layerloom::core
