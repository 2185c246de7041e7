#include "core/sensitivity/distances_once.h"

#include "core/checkpoint/weights_fingerprint.h"
#include "core/io/record_lock.h"

#include <memory>
#include <tuple>

namespace layerloom::core {

namespace {

DistanceKey keyOf(const Model& first, const Model* second, const JobContext& job)
{
    return {weightsFingerprint(*first.checkpoint, job),
            second == nullptr ? "" : weightsFingerprint(*second->checkpoint, job)};
}

bool isKept(const DistanceKey& key)
{
    return key.first != key.other;
}

/// The layers are those that are known today, and problems are told of models by the names they have today.
bool isOf(const DistanceRecord& known, const Model& first, const Model* second)
{
    const auto layers = [](const Model& model) { return model.table.layers.size(); };
    if (known.distances.rows.size() != layers(first)
        || known.distances.columns.size() != layers(second == nullptr ? first : *second))
        return false;
    return known.distances.problems.empty()
        || (known.model == first.checkpoint->name()
            && (second == nullptr || known.otherModel == second->checkpoint->name()));
}

WeightDistances measured(const Model& first, const Model* second, JobContext& job,
                         const PartialDistances& partial)
{
    return (second == nullptr ? measureDistances(first, job, partial)
                              : measureDistances(first, *second, job, partial))
        .value();
}

std::optional<WeightDistances> found(const DistanceKey& key, const Model& first, const Model* second,
                                     const MeasurementCache& cache)
{
    std::optional<DistanceRecord> known = cache.findDistances(key);
    if (!known || !isOf(*known, first, second))
        return std::nullopt;
    return std::move(known->distances);
}

} // namespace

std::optional<WeightDistances> findDistances(const Model& first, const Model* second,
                                             const MeasurementCache& cache, const JobContext& job)
{
    const DistanceKey key = keyOf(first, second, job);
    return isKept(key) ? found(key, first, second, cache) : std::nullopt;
}

Result<DistanceResult> findOrMeasureDistances(const Model& first, const Model* second,
                                              const MeasurementCache& cache, JobContext& job,
                                              const PartialDistances& partial)
{
    return guarded([&] {
        const DistanceKey key = keyOf(first, second, job);
        if (!isKept(key))
            return DistanceResult {measured(first, second, job, partial), false};
        if (auto known = found(key, first, second, cache))
            return DistanceResult {std::move(*known), true};
        // What cannot be kept is no reason to fail.
        const auto lock = guarded([&] { return std::make_unique<RecordLock>(cache.lockFile(key), job); });
        job.checkStop();
        if (auto known = found(key, first, second, cache))
            return DistanceResult {std::move(*known), true};
        DistanceRecord made {key, first.checkpoint->name(),
                             second == nullptr ? "" : second->checkpoint->name(),
                             measured(first, second, job, partial)};
        std::ignore = guarded([&] { cache.store(made); });
        return DistanceResult {std::move(made.distances), false};
    });
}

} // namespace layerloom::core
