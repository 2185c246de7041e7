#include "core/distance/cached_distances.h"

#include "core/checkpoint/weights_fingerprint.h"
#include "core/dequantize/dequantize.h"
#include "core/distance/distance_record.h"

namespace layerloom::core {

namespace {

/// Both stacks of an encoder-decoder model have the same weights' fingerprint.
std::string fingerprintOf(const Model& model, const JobContext& job)
{
    const bool isEncoder = model.table.side == StackSide::Encoder;
    return weightsFingerprint(*withNumbers(model).checkpoint, job) + (isEncoder ? "-encoder" : "");
}

DistanceKey keyOf(const Model& first, const Model* second, const JobContext& job)
{
    return {fingerprintOf(first, job), second == nullptr ? "" : fingerprintOf(*second, job)};
}

bool isCached(const DistanceKey& key)
{
    return key.first != key.other;
}

/// False for a record whose layers are not those that the program finds today, or whose problems name a model by a name
/// that it no longer has.
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

/// Reads only records of these models.
RecordFormat<DistanceRecord> formatFor(const Model& first, const Model* second)
{
    RecordFormat<DistanceRecord> format = distanceFormat();
    format.parse = [&first, second, parse = format.parse](std::string_view body) {
        std::optional<DistanceRecord> known = parse(body);
        if (known && !isOf(*known, first, second))
            known.reset();
        return known;
    };
    return format;
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
                                             const RecordCache& cache, const JobContext& job)
{
    const DistanceKey key = keyOf(first, second, job);
    if (!isCached(key))
        return std::nullopt;
    std::optional<DistanceRecord> known = findCached(cache, recordId(key), formatFor(first, second));
    return known ? std::optional(std::move(known->distances)) : std::nullopt;
}

Result<Cached<WeightDistances>> findOrMeasureDistances(const Model& first, const Model* second,
                                                       const RecordCache& cache, JobContext& job,
                                                       const PartialDistances& partial)
{
    return guarded([&] {
        const DistanceKey key = keyOf(first, second, job);
        if (!isCached(key))
            return Cached<WeightDistances> {measured(first, second, job, partial), false};
        auto [record, wasCached] = cachedOr(cache, recordId(key), formatFor(first, second), job, [&] {
            return DistanceRecord {key, first.checkpoint->name(),
                                   second == nullptr ? "" : second->checkpoint->name(),
                                   measured(first, second, job, partial)};
        });
        return Cached<WeightDistances> {std::move(record.distances), wasCached};
    });
}

} // namespace layerloom::core
