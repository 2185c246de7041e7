#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/distance/distance.h"
#include "core/io/record_cache.h"
#include "core/model/model.h"

#include <optional>

namespace layerloom::core {

// Nothing is cached for two checkpoints with one weightsFingerprint(): it reads samples, and does not tell a copy from one
// that differs elsewhere.

/// The cached distances between the layers of two models or, with a null `second`, of one. Throws as weightsFingerprint()
/// does.
std::optional<WeightDistances> findDistances(const Model& first, const Model* second,
                                             const RecordCache& cache, const JobContext& job = {});

/// The cached distances, or new ones, which are then cached. A failure to write the cache is ignored. Waits for another
/// process that measures the same.
Result<Cached<WeightDistances>> findOrMeasureDistances(const Model& first, const Model* second,
                                                       const RecordCache& cache, JobContext& job,
                                                       const PartialDistances& partial = {});

} // namespace layerloom::core
