#pragma once

#include "core/predict/candidates.h"
#include "core/run/evaluate.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace layerloom::core {

/// Candidates and the setup whose sources they refer to.
struct CandidateTrial {
    Setup setup;
    std::vector<Candidate> candidates;
    /// Called with the index of a candidate while it runs, and once more at its end (`isDone`).
    std::function<void(std::size_t at, const Evaluation& soFar, bool isDone)> report {};
    /// Called with the index of a candidate that is skipped because it overflows, possibly after partial reports.
    std::function<void(std::size_t at)> skipped {};
};

struct EvaluatedCandidate {
    std::size_t at = 0; ///< its index in the trial
    Evaluation evaluation;
};

/// Evaluates candidates in their order, without writing them, until `count` are done. Skips those that overflow although all
/// weights are finite and the base runs. Progress counts evaluated candidates. Throws Error for stacks that cannot be run,
/// {Mismatch} also when all candidates are skipped, {Cancelled} within two seconds of a stop.
std::vector<EvaluatedCandidate> evaluateCandidates(StackEvaluator& evaluator, const CandidateTrial& trial,
                                                   std::size_t count, JobContext& job);

} // namespace layerloom::core
