#include "core/predict/evaluate_candidates.h"

#include "core/base/text.h"

#include <algorithm>
#include <optional>

namespace layerloom::core {

namespace {

std::optional<Evaluation> evaluateIfFinite(StackEvaluator& evaluator, const CandidateTrial& trial,
                                           std::size_t at, JobContext& job)
{
    EvaluateOptions options;
    options.reportsProgress = false;
    if (trial.report)
        options.partial = [&](const Evaluation& soFar) { trial.report(at, soFar, false); };
    const RunnableStack stack = prepareRun(Stack {trial.setup, trial.candidates[at].blocks}).value();
    return evaluator.evaluateIfFinite(stack, job, options);
}

} // namespace

std::vector<EvaluatedCandidate> evaluateCandidates(StackEvaluator& evaluator, const CandidateTrial& trial,
                                                   std::size_t count, JobContext& job)
{
    std::vector<EvaluatedCandidate> tried;
    Progress progress {Stage::Evaluating, ProgressUnit::Candidates, 0,
                       std::min(trial.candidates.size(), count)};
    job.step(progress);
    for (std::size_t at = 0; at < trial.candidates.size() && tried.size() < count; ++at) {
        const std::optional<Evaluation> found = evaluateIfFinite(evaluator, trial, at, job);
        if (!found) {
            if (trial.skipped)
                trial.skipped(at);
            continue;
        }
        tried.push_back({at, *found});
        if (trial.report)
            trial.report(at, *found, true);
        progress.done = tried.size();
        job.step(progress);
    }
    if (tried.empty() && !trial.candidates.empty())
        throw Error(ErrorCode::Mismatch,
                    "No stack of " + counted(trial.candidates.front().blocks.size(), "layer")
                        + " that was tried can be run: the weights are sound, but the numbers overflow");
    return tried;
}

} // namespace layerloom::core
