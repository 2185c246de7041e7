#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/model/model.h"
#include "core/run/run_device.h"
#include "core/run/run_text.h"
#include "core/sensitivity/sensitivity.h"
#include "core/sensitivity/measurement_cache.h"

#include <functional>
#include <memory>

namespace layerloom::core {

/// Hears what is known so far, after each part of the text.
using PartialSensitivity = std::function<void(const Sensitivity&)>;

/// Of which measurement these are. Reads samples of the weights, and throws as weightsFingerprint() does.
SensitivityKey sensitivityKey(const Model& model, const RunText& text, FloatType computeType,
                              const JobContext& job = {});

/// Runs a model on a text, and for every layer once without it and once with it twice: as much work as running the text
/// through L+1 models. Then the same for ranges of 2, 4, 8, … layers on a quarter of the text, which takes three quarters
/// as long again for 30 layers, and a little more than as long for 80. Every layer is read three times for each part of the
/// text, and stands before all states it is needed for. Refuses what cannot be run, texts that are too short, and
/// models whose figures are not finite.
Result<Sensitivity> measureSensitivity(const std::shared_ptr<const Model>& model, const RunText& text,
                                  const RunDevice& device, JobContext& job,
                                  const PartialSensitivity& partial = {});

/// How far the states of two models lie apart, from one run of each on the same text. Refuses models of two hidden sizes.
Result<StateDistances> measureStateDistances(const std::shared_ptr<const Model>& first,
                                        const std::shared_ptr<const Model>& second, const RunText& text,
                                        const RunDevice& device, JobContext& job);

/// A measurement, and whether it was made before.
struct SensitivityResult {
    Sensitivity sensitivity;
    bool wasCached = false;
};

/// Where a measurement is kept, and who hears of it while it is made.
struct Keeping {
    MeasurementCache cache;
    PartialSensitivity partial = {};
};

/// The measurement that is kept, or a new one, which is then kept; where nothing can be written it is only returned. When
/// another process makes the same one, waits for it.
Result<SensitivityResult> findOrMeasureSensitivity(const std::shared_ptr<const Model>& model, const RunText& text,
                                    const RunDevice& device, const Keeping& keeping, JobContext& job);

} // namespace layerloom::core
