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

/// What of a plan one process does.
struct Workload {
    std::vector<std::uint32_t> shards; ///< their numbers in the plan
    bool writesShards = true; ///< else they are there, and only looked at
    bool hasFiles = true; ///< config, index and the others that are no shards
};

/// The workload of a whole merge.
Workload wholeWork(const MergePlan& plan);
/// The workload of one part: every of-th shard, which every part computes alike.
Workload workOf(const MergePlan& plan, MergePart part);

/// Writes and checks a workload in a staged folder, stage by stage.
class MergeSession {
public:
    /// REQUIRES: `plan` and `job` outlive this.
    MergeSession(const MergePlan& plan, OutputSettings settings, JobContext& job, Workload work);

    /// Begins to report, and loads the engine when the plan needs one.
    void prepare();
    void write(Staging& staging);
    /// As the settings say. A shard that is found wrong counts as not written.
    void verify(Staging& staging);
    /// The last looks: no source has changed, every file is there, and no other.
    void finish(const Staging& staging);
    MergeReport report(const Staging& staging) const;

private:
    std::uint64_t totalBytes() const;
    std::uint64_t tensorCount() const;
    void verifyShard(Verifier& verifier, Staging& staging, std::uint32_t number);
    void removeStrays(const std::filesystem::path& folder) const;

    const MergePlan& m_plan;
    OutputSettings m_settings;
    std::chrono::steady_clock::time_point m_start;
    Workload m_work;
    JobMeter m_meter;
    LoadedEngine m_engine;
    std::unique_ptr<TensorStream> m_tensors; // once it is prepared
    std::uint64_t m_shared = 0;
};

} // namespace layerloom::core
