#pragma once

#include "core/base/job_context.h"
#include "core/predict/predict.h"
#include "core/sensitivity/sensitivity.h"
#include "core/stack/stack.h"

#include <cstdint>
#include <string>
#include <vector>

namespace layerloom::core {

/// A stack that is considered, with its prediction.
struct Candidate {
    Blocks blocks;
    Prediction prediction;
    std::string rule; ///< the rule that made it: "DUS", "interlock", "drop", "repeat", "search"
};

// Candidates of depth n for a model of depth L are
//   n < L: every contiguous drop of L − n layers;
//   n > L: DUS and every interlock with m = L − n/2 (n even, n ≤ 2L), and every range that is repeated k times;
//   and the results of a beam search, which from L on drops (or repeats) one range after the other until depth n is reached.
//   It keeps the 24 best stacks for each depth and number of seams; six or more seams share one beam.
// The result takes the best of each number of seams in turn: a prediction leaves out more the more seams there are, and
// stacks that are all alike would be wrong together.

/// The `count` best stacks of `layers` layers, least predicted Δloss first. Throws Error{Mismatch} for a depth of 0 or of more
/// than ten times the model's, Error{Cancelled}.
std::vector<Candidate> findCandidates(const Sensitivity& sensitivity, SourceIndex source,
                                      std::uint32_t layers, std::size_t count, JobContext& job);

/// Every contiguous drop, DUS and every interlock of `layers` layers, least predicted Δloss first: within milliseconds, for a
/// list before any search. Empty where none has that depth.
std::vector<Candidate> ruleCandidates(const Sensitivity& sensitivity, SourceIndex source,
                                      std::uint32_t layers);

/// The variants of a candidate in which one seam moved by a layer: the two slices that meet there end and begin one layer
/// later, or one earlier, so that the depth stays.
std::vector<Candidate> withSeamsMoved(const Candidate& candidate, const Sensitivity& sensitivity,
                                      SourceIndex source);

} // namespace layerloom::core
