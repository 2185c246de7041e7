#pragma once

#include "core/base/job_context.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/model/model.h"
#include "core/run/run_device.h"
#include "core/run/run_text.h"
#include "core/sensitivity/sensitivity.h"

#include <memory>
#include <optional>
#include <string>

namespace layerloom::core {

/// Angles between the hidden states of two models on one text: at(a, b) is the mean over all tokens of
/// arccos(cos(x, y)) / π, x the state entering layer a of the first model, y that entering layer b of the second;
/// (L₁+1) × (L₂+1). Equal keys mean equal angles up to rounding: they depend on processor and device in their last bits.
struct StateDistances {
    SensitivityKey key; ///< of the first model
    std::string other; ///< weightsFingerprint() of the second
    Matrix angular;
    bool operator==(const StateDistances&) const = default;
};

/// What state distances are measured on.
struct StateDistancesInput {
    std::shared_ptr<const Model> first;
    std::shared_ptr<const Model> second;
    RunText text;
    RunDevice device;
};

/// Runs both models once on the text. Fails for models of different hidden sizes, and as measureSensitivity() does.
Result<StateDistances> measureStateDistances(const StateDistancesInput& input, JobContext& job);

/// The angles as JSON: the members of the key, other, angular. Parsing throws Error{Corrupt} for angles that are not finite.
RecordFormat<StateDistances> stateDistancesFormat();
/// The id of their record, from StateDistances::key and ::other.
std::string stateDistancesId(const SensitivityKey& key, const std::string& other);

/// The cached angles between two models, from the keys of their sensitivities.
std::optional<StateDistances> findStateDistances(const RecordCache& cache, const SensitivityKey& first,
                                                 const SensitivityKey& second);

/// The cached angles, or new ones, which are then cached. A failure to write the cache is ignored. Waits for another process
/// that measures the same.
Result<Cached<StateDistances>> findOrMeasureStateDistances(const StateDistancesInput& input,
                                                           const RecordCache& cache, JobContext& job);

} // namespace layerloom::core
