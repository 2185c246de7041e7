#include "core/merge/write/prepare_merge.h"

#include "core/engine/load_engine.h"
#include "core/merge/plan/plan_fingerprint.h"
#include "core/merge/write/job_meter.h"
#include "core/merge/write/tensor_stream.h"

#include <utility>

namespace layerloom::core {
namespace {

/// The first tensor that is stored for each weight whose format depends on its values.
std::vector<const PlannedTensor*> unpreparedTensors(const MergePlan& plan)
{
    std::vector<const PlannedTensor*> tensors;
    for (const PlannedShard& shard : plan.shards)
        for (const PlannedTensor& tensor : shard.tensors) {
            const TensorFormat* format = formatOf(tensor.transforms);
            if (format != nullptr && format->dependsOnValues() && tensor.output == 0)
                tensors.push_back(&tensor);
        }
    return tensors;
}

std::uint64_t sourceBytes(const MergePlan& plan, const PlannedTensor& tensor)
{
    return plan.models[tensor.model]->tensor(tensor.tensor).bytes;
}

PreparedFormats preparedFormats(const MergePlan& plan, const OutputSettings& settings, JobContext& job)
{
    const std::vector<const PlannedTensor*> tensors = unpreparedTensors(plan);
    std::uint64_t total = 0;
    for (const PlannedTensor* tensor : tensors)
        total += sourceBytes(plan, *tensor);
    JobMeter meter(job, total, tensors.size());
    meter.begin(Stage::Preparing);
    LoadedEngine engine;
    if (plan.needsEngine)
        engine = loadEngine(settings.device).value();
    TensorStream stream(plan, engine.engine.get());
    PreparedFormats formats;
    for (const PlannedTensor* tensor : tensors) {
        meter.tensorsDone(1);
        formats[tensor->name] = stream.prepared(*tensor, meter);
    }
    return formats;
}

} // namespace

Result<MergePlan> prepareMerge(MergePlan plan, const Stack& stack, const OutputSettings& settings,
                               JobContext& job)
{
    return guarded([&] {
        if (!plan.isEstimate)
            return std::move(plan);
        const PreparedFormats formats = preparedFormats(plan, settings, job);
        MergePlan prepared = planMerge(stack, settings, plan.container, formats).value();
        prepared.estimateFingerprint = fingerprintOf(plan);
        return prepared;
    });
}

} // namespace layerloom::core
