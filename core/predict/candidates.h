#pragma once

#include "core/base/job_context.h"
#include "core/predict/predict.h"
#include "core/sensitivity/sensitivity.h"
#include "core/stack/stack.h"

#include <cstdint>
#include <string>
#include <vector>

namespace layerloom::core {

/// A stack that may be worth trying.
struct Candidate {
    Blocks blocks;
    Prediction prediction;
    std::string rule; ///< how it was found: "DUS", "interlock", "drop", "repeat", "search"
};

/// `count` stacks of `layers` layers, the least predicted Δloss first, chosen of every DUS, interlock, contiguous drop and repeat
/// of one range of that depth, and of what a beam search finds by dropping and repeating ranges one after the other. They
/// are the best of each number of seams by turns: the more seams, the more a prediction leaves out, and stacks that are all
/// alike would be wrong together. Throws Error{Mismatch} for a depth of 0 or beyond ten times the model's, Error{Cancelled}.
std::vector<Candidate> findCandidates(const Sensitivity& sensitivity, SourceIndex source, std::uint32_t layers,
                                      std::size_t count, JobContext& job);

/// What a candidate becomes where one of its seams moves by a layer: both slices that meet there end and begin one layer later,
/// or one earlier, so that the depth stays.
std::vector<Candidate> withSeamsMoved(const Candidate& candidate, const Sensitivity& sensitivity,
                                       SourceIndex source);

} // namespace layerloom::core
