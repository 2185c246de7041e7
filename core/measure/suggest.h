#pragma once

#include "core/base/job_context.h"
#include "core/measure/measurement.h"
#include "core/measure/predict.h"
#include "core/stack/stack.h"

#include <cstdint>
#include <string>
#include <vector>

namespace layerloom::core {

/// A stack that may be worth trying.
struct Suggestion {
    Blocks blocks;
    Prediction prediction;
    std::string rule; ///< how it was found: "DUS", "interlock", "drop", "repeat", "search"
};

/// The `count` stacks of `layers` layers with the least predicted Δloss, the best first: of every DUS, interlock, contiguous
/// drop and repeat of one range of that depth, and of what a beam search finds by dropping and repeating ranges one after
/// the other. Throws Error{Mismatch} for a depth of 0 or beyond ten times the model's, Error{Cancelled}.
std::vector<Suggestion> suggestStacks(const Measurement& measured, SourceIndex source, std::uint32_t layers,
                                      std::size_t count, JobContext& job);

} // namespace layerloom::core
