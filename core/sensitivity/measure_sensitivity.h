#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/model/model.h"
#include "core/run/run_device.h"
#include "core/run/run_text.h"
#include "core/sensitivity/sensitivity.h"

#include <functional>
#include <memory>

namespace layerloom::core {

/// Called after each part of the text with the result so far.
using PartialSensitivity = std::function<void(const std::shared_ptr<const Sensitivity>&)>;

/// What a sensitivity is measured on.
struct SensitivityInput {
    std::shared_ptr<const Model> model;
    RunText text;
    RunDevice device;
    PartialSensitivity partial = {};
};

/// The key of a model's sensitivity on a text. Reads samples of the weights, and throws as weightsFingerprint() does.
SensitivityKey sensitivityKey(const Model& model, const RunText& text, FloatType computeType,
                              const JobContext& job = {});

/// Runs a model on a text, and for every layer once without it and once with it twice: the work of L+1 models. Then
/// ranges of 2, 4, 8, … layers on a quarter of the text: three quarters of that work for 30 layers, a little more than all
/// of it for 80. Every layer is read three times per batch of the text and applied to all states that need it. Fails for
/// models that cannot be run, texts that are too short, and losses that are not finite.
Result<Sensitivity> measureSensitivity(const SensitivityInput& input, JobContext& job);

/// The cached sensitivity, or a new one, which is then cached. A failure to write the cache is ignored. Waits for another
/// process that measures the same.
Result<Cached<Sensitivity>> findOrMeasureSensitivity(const SensitivityInput& input, const RecordCache& cache,
                                                     JobContext& job);

} // namespace layerloom::core
