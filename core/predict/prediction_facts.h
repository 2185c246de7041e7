#pragma once

#include "core/io/record_cache.h"
#include "core/predict/loss_scale.h"
#include "core/predict/predict.h"
#include "core/sensitivity/evaluated_stacks.h"
#include "core/sensitivity/sensitivity.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace layerloom::core {

/// What predictions for the stacks of one model rest on.
struct PredictionFacts {
    std::shared_ptr<const Sensitivity> sensitivity; ///< null when it was not measured
    LossScale scale {}; ///< from the evaluated stacks of the model
    std::vector<EvaluatedStack> stacks {}; ///< those, also without a sensitivity
};

/// A sensitivity, and the scale from the cached stacks of its model.
PredictionFacts predictionFacts(const RecordCache& cache, std::shared_ptr<const Sensitivity> sensitivity);

/// The cached facts, computed in whatever type; without a sensitivity and a scale when none is cached.
PredictionFacts findPredictionFacts(const RecordCache& cache, const SensitivityKey& key);

/// Access to what is known of the sources of a stack. Both functions return null where nothing was measured.
struct KnownFacts {
    std::function<const PredictionFacts*(SourceIndex)>
        model; ///< valid as long as the prediction input is used
    /// StateDistances::angular of the source before a seam and the one behind it.
    std::function<std::shared_ptr<const Matrix>(SourceIndex, SourceIndex)> angles;
};

/// The sources that blocks take layers from, in ascending order.
std::vector<SourceIndex> usedSources(const Blocks& blocks);

/// Everything that a prediction needs. Nullopt while something is missing, for no blocks, and for a layer that the measured
/// model lacks.
std::optional<PredictionInput> gatherPredictionInput(const Blocks& blocks, const KnownFacts& known);

/// The scale of the model that all blocks come from; the prior for blocks of several models.
LossScale lossScaleFor(const Blocks& blocks, const KnownFacts& known);

} // namespace layerloom::core
