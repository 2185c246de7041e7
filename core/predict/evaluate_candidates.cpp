#include "core/predict/evaluate_candidates.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

namespace layerloom::core {

namespace {

constexpr std::size_t kFewTokens = 32;
constexpr std::size_t kMoreTokens = 64;

std::size_t betterHalf(std::size_t size, std::size_t count)
{
    return std::max(count, (size + 1) / 2);
}

std::size_t runsToSift(std::size_t size, std::size_t count)
{
    std::size_t runs = 0;
    for (; size > count; size = betterHalf(size, count))
        runs += size;
    return runs;
}

using Candidates = std::vector<Candidate>;

auto sameAs(const Candidate& candidate)
{
    return [&candidate](const Candidate& other) { return other.blocks == candidate.blocks; };
}

class Screener {
public:
    Screener(StackRunner& runner, const Setup& setup, const Screening& screening, JobContext& job)
        : m_runner(runner)
        , m_setup(setup)
        , m_screening(screening)
        , m_job(job)
    {}

    /// `all` with those first that do best.
    Candidates run(Candidates all)
    {
        m_progress.total = runsToSift(all.size(), m_screening.count);
        const std::size_t count = std::min(all.size(), m_screening.count);
        std::size_t left = all.size();
        std::vector<double> losses;
        for (std::size_t few = kFewTokens; left > count; few *= 2) {
            const std::size_t better = betterHalf(left, count);
            losses = putBestFirst({all.data(), left}, better, few);
            if (few != kMoreTokens)
                losses.clear();
            left = better;
        }
        const auto behind = all.begin() + static_cast<std::ptrdiff_t>(count);
        const Candidates best = withBetterSeams({all.begin(), behind}, losses);
        const auto isBest = [&](const Candidate& each) {
            return std::any_of(best.begin(), best.end(), sameAs(each));
        };
        all.erase(std::remove_if(all.begin(), all.end(), isBest), all.end());
        all.insert(all.begin(), best.begin(), best.end());
        return all;
    }

private:
    /// As many as there were: the best of them and of what they become where a seam moves. `losses` are theirs on
    /// kMoreTokens, where these are known.
    Candidates withBetterSeams(Candidates best, const std::vector<double>& losses)
    {
        const std::size_t count = best.size();
        for (std::size_t at = 0; at < count; ++at)
            for (Candidate& moved : withSeamsMoved(best[at], m_screening.sensitivity, m_screening.source))
                if (std::none_of(best.begin(), best.end(), sameAs(moved)))
                    best.push_back(std::move(moved));
        if (best.size() == count)
            return best;
        m_progress.total += best.size() - losses.size();
        putBestFirst(best, count, kMoreTokens, losses);
        best.resize(count);
        std::sort(best.begin(), best.end(), [](const Candidate& left, const Candidate& right) {
            return left.prediction.score < right.prediction.score;
        });
        return best;
    }

    /// Puts the `count` that do best on a few tokens first, and returns their losses; these and the others stay in their
    /// order. `known` are the losses of the first.
    std::vector<double> putBestFirst(std::span<Candidate> candidates, std::size_t count, std::size_t few,
                                     const std::vector<double>& known = {})
    {
        std::vector<std::pair<double, std::size_t>> losses;
        for (std::size_t at = 0; at < candidates.size(); ++at)
            losses.emplace_back(at < known.size() ? known[at] : loss(candidates[at].blocks, few), at);
        const auto best = losses.begin() + static_cast<std::ptrdiff_t>(count);
        std::sort(losses.begin(), losses.end());
        const auto byPlace = [](const auto& left, const auto& right) { return left.second < right.second; };
        std::sort(losses.begin(), best, byPlace);
        std::sort(best, losses.end(), byPlace);
        Candidates ordered;
        for (const auto& [loss, at] : losses)
            ordered.push_back(std::move(candidates[at]));
        std::move(ordered.begin(), ordered.end(), candidates.begin());
        std::vector<double> lossesOfBest;
        std::transform(losses.begin(), best, std::back_inserter(lossesOfBest),
                       [](const auto& each) { return each.first; });
        return lossesOfBest;
    }

    /// In nats, over all tokens; what overflows is the worst.
    double loss(const Blocks& blocks, std::size_t few)
    {
        const auto tokens = m_screening.tokens.first(std::min(few, m_screening.tokens.size()));
        const RunnableStack stack = prepareRun(Stack {m_setup, blocks}).value();
        const std::vector<double> losses =
            m_runner.losses(stack, tokenWindows(tokens, few, 1).front(), m_job);
        ++m_progress.done;
        m_job.step(m_progress);
        const double sum = std::accumulate(losses.begin(), losses.end(), 0.0);
        return std::isnan(sum) ? std::numeric_limits<double>::infinity() : sum;
    }

    StackRunner& m_runner;
    const Setup& m_setup;
    const Screening& m_screening;
    JobContext& m_job;
    Progress m_progress {Stage::Screening, ProgressUnit::Candidates};
};

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

void screenCandidates(StackRunner& runner, CandidateTrial& trial, const Screening& screening, JobContext& job)
{
    const std::uint64_t size = screening.base.table.parameters * bytesPerElement(runner.runner().computeType());
    if (size <= runner.store().budget())
        trial.candidates = Screener(runner, trial.setup, screening, job).run(trial.candidates);
}

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
