#include "core/measure/distances_once.h"

#include "core/measure/making_lock.h"

#include <memory>
#include <tuple>

namespace layerloom::core {

namespace {

DistanceKey keyOf(const Model& first, const Model* second)
{
    return {first.checkpoint->fingerprint(), second == nullptr ? "" : second->checkpoint->fingerprint()};
}

/// The layers are those that are known today, and problems are told of models by the names they have today.
bool isOf(const DistanceMeasurement& known, const Model& first, const Model* second)
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

} // namespace

std::optional<WeightDistances> findDistances(const Model& first, const Model* second,
                                             const MeasurementCache& cache)
{
    const DistanceKey key = keyOf(first, second);
    if (key.first == key.other)
        return std::nullopt;
    std::optional<DistanceMeasurement> known = cache.findDistances(key);
    if (!known || !isOf(*known, first, second))
        return std::nullopt;
    return std::move(known->distances);
}

Result<KeptDistances> measureDistancesOnce(const Model& first, const Model* second,
                                           const MeasurementCache& cache, JobContext& job,
                                           const PartialDistances& partial)
{
    return guarded([&] {
        const DistanceKey key = keyOf(first, second);
        if (key.first == key.other)
            return KeptDistances {measured(first, second, job, partial), false};
        if (auto known = findDistances(first, second, cache))
            return KeptDistances {std::move(*known), true};
        // What cannot be kept is no reason to fail.
        const auto lock = guarded([&] { return std::make_unique<MakingLock>(cache.lockFile(key), job); });
        job.checkStop();
        if (auto known = findDistances(first, second, cache))
            return KeptDistances {std::move(*known), true};
        DistanceMeasurement made {key, first.checkpoint->name(),
                                  second == nullptr ? "" : second->checkpoint->name(),
                                  measured(first, second, job, partial)};
        std::ignore = guarded([&] {
            cache.store(made);
            return true;
        });
        return KeptDistances {std::move(made.distances), false};
    });
}

} // namespace layerloom::core
