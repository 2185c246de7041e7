#pragma once

#include "core/predict/candidates.h"
#include "core/run/evaluate.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace layerloom::core {

/// Stacks to be tried: what was suggested, in a setup whose sources it speaks of.
struct CandidateTrial {
    Setup setup;
    std::vector<Candidate> candidates;
    /// Hears of a candidate, by its place, while it runs and once more when it has run to the end (`isDone`).
    std::function<void(std::size_t at, const Evaluation& soFar, bool isDone)> report {};
    /// Hears of one that is left out, by its place, also when some of it was heard before.
    std::function<void(std::size_t at)> skipped {};
};

/// A candidate that has run.
struct EvaluatedCandidate {
    std::size_t at = 0; ///< its place in the trial
    Evaluation evaluation;
};

/// Of how many candidates each that is run to the end is sifted.
inline constexpr std::size_t kScreenedPerCandidate = 4;

/// What candidates are sifted by.
struct Screening {
    const Model& base; ///< whose stacks they are
    const Sensitivity& sensitivity; ///< of `base`
    SourceIndex source; ///< of the trial's setup, that `base` is
    std::span<const std::int32_t> tokens;
    std::size_t count = 1; ///< how many come first; at least 1
};

/// Puts those candidates of a trial first that do best on a few tokens: all are run on 32 tokens, the better half of them on
/// 64, and so on (successive halving; Jamieson and Talwalkar 2016). Then every seam of what is left is moved by a layer,
/// where the model's own loss says more than a prediction can, and what does better that way on 64 tokens is taken in
/// its place, as a candidate of its own. The first `count` have the least predicted Δloss first; the others stay behind
/// them in their order. Nothing is done where `base` does not stay in the runner's memory: it would be read for every
/// one of them. Nothing is heard. Throws as evaluateCandidates() does; the trial is then as it was.
void screenCandidates(StackRunner& runner, CandidateTrial& trial, const Screening& screening, JobContext& job);

/// Runs candidates without writing them, one after the other until `count` have run. Those whose numbers overflow, though
/// all weights are sound and the base runs, are left out. Progress counts stacks that ran. Throws Error: what cannot be
/// run, {Mismatch} also when all candidates are left out, {Cancelled} within two seconds.
std::vector<EvaluatedCandidate> evaluateCandidates(StackEvaluator& evaluator, const CandidateTrial& trial,
                                            std::size_t count, JobContext& job);

} // namespace layerloom::core
