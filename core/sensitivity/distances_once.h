#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/distance/distance.h"
#include "core/model/model.h"
#include "core/sensitivity/measurement_cache.h"

#include <optional>

namespace layerloom::core {

/// Distances of weights, and whether they were measured before.
struct DistanceResult {
    WeightDistances distances;
    bool wasCached = false;
};

/// The distances that are kept between the layers of two models, or, where `second` is null, of one. Nothing is kept of two
/// checkpoints with one weightsFingerprint(): it reads samples, and does not tell a copy from one that differs elsewhere.
/// Throws as weightsFingerprint() does.
std::optional<WeightDistances> findDistances(const Model& first, const Model* second,
                                             const MeasurementCache& cache, const JobContext& job = {});

/// The distances that are kept, or new ones, which are then kept; where nothing can be written they are only returned. When
/// another process measures the same ones, waits for it.
Result<DistanceResult> findOrMeasureDistances(const Model& first, const Model* second,
                                              const MeasurementCache& cache, JobContext& job,
                                              const PartialDistances& partial = {});

} // namespace layerloom::core
