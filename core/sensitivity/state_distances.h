#pragma once

#include "core/base/job_context.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/model/model.h"
#include "core/run/run_device.h"
#include "core/run/run_text.h"
#include "core/sensitivity/sensitivity.h"

#include <memory>
#include <string>
#include <string_view>

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

/// Runs both models once on the text. Fails for models of different hidden sizes, and as measureSensitivity() does.
Result<StateDistances> measureStateDistances(const std::shared_ptr<const Model>& first,
                                             const std::shared_ptr<const Model>& second, const RunText& text,
                                             const RunDevice& device, JobContext& job);

/// The record as JSON with a checksum: version, fingerprint, text, tokens, window, compute_type, other, angular.
std::string stateDistancesText(const StateDistances& distances);
/// Parses such a record. Throws Error{Corrupt} for damage, another version or angles that are not finite.
StateDistances readStateDistances(std::string_view text);

} // namespace layerloom::core
