#include "core/predict/try_suggestions.h"

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

using Suggestions = std::vector<Suggestion>;

auto sameAs(const Suggestion& suggestion)
{
    return [&suggestion](const Suggestion& other) { return other.blocks == suggestion.blocks; };
}

class Sifting {
public:
    Sifting(StackRunner& runner, const Setup& setup, const Sieve& sieve, JobContext& job)
        : m_runner(runner)
        , m_setup(setup)
        , m_sieve(sieve)
        , m_job(job)
    {}

    /// `all` with those first that do best.
    Suggestions run(Suggestions all)
    {
        m_progress.total = runsToSift(all.size(), m_sieve.count);
        const std::size_t count = std::min(all.size(), m_sieve.count);
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
        const Suggestions best = withBetterSeams({all.begin(), behind}, losses);
        const auto isBest = [&](const Suggestion& each) {
            return std::any_of(best.begin(), best.end(), sameAs(each));
        };
        all.erase(std::remove_if(all.begin(), all.end(), isBest), all.end());
        all.insert(all.begin(), best.begin(), best.end());
        return all;
    }

private:
    /// As many as there were: the best of them and of what they become where a seam moves. `losses` are theirs on
    /// kMoreTokens, where these are known.
    Suggestions withBetterSeams(Suggestions best, const std::vector<double>& losses)
    {
        const std::size_t count = best.size();
        for (std::size_t at = 0; at < count; ++at)
            for (Suggestion& moved : withSeamsMoved(best[at], m_sieve.measured, m_sieve.source))
                if (std::none_of(best.begin(), best.end(), sameAs(moved)))
                    best.push_back(std::move(moved));
        if (best.size() == count)
            return best;
        m_progress.total += best.size() - losses.size();
        putBestFirst(best, count, kMoreTokens, losses);
        best.resize(count);
        std::sort(best.begin(), best.end(), [](const Suggestion& left, const Suggestion& right) {
            return left.prediction.score < right.prediction.score;
        });
        return best;
    }

    /// Puts the `count` that do best on a few tokens first, and returns their losses; these and the others stay in their
    /// order. `known` are the losses of the first.
    std::vector<double> putBestFirst(std::span<Suggestion> suggestions, std::size_t count, std::size_t few,
                                     const std::vector<double>& known = {})
    {
        std::vector<std::pair<double, std::size_t>> losses;
        for (std::size_t at = 0; at < suggestions.size(); ++at)
            losses.emplace_back(at < known.size() ? known[at] : loss(suggestions[at].blocks, few), at);
        const auto best = losses.begin() + static_cast<std::ptrdiff_t>(count);
        std::sort(losses.begin(), losses.end());
        const auto byPlace = [](const auto& left, const auto& right) { return left.second < right.second; };
        std::sort(losses.begin(), best, byPlace);
        std::sort(best, losses.end(), byPlace);
        Suggestions ordered;
        for (const auto& [loss, at] : losses)
            ordered.push_back(std::move(suggestions[at]));
        std::move(ordered.begin(), ordered.end(), suggestions.begin());
        std::vector<double> lossesOfBest;
        std::transform(losses.begin(), best, std::back_inserter(lossesOfBest),
                       [](const auto& each) { return each.first; });
        return lossesOfBest;
    }

    /// In nats, over all tokens; what overflows is the worst.
    double loss(const Blocks& blocks, std::size_t few)
    {
        const auto tokens = m_sieve.tokens.first(std::min(few, m_sieve.tokens.size()));
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
    const Sieve& m_sieve;
    JobContext& m_job;
    Progress m_progress {Stage::Screening, ProgressUnit::Candidates};
};

std::optional<Evaluation> measuredIfFinite(StackEvaluator& evaluator, const SuggestionTrial& trial,
                                           std::size_t at, JobContext& job)
{
    EvaluateOptions options;
    options.reportsProgress = false;
    if (trial.heard)
        options.partial = [&](const Evaluation& soFar) { trial.heard(at, soFar, false); };
    const RunnableStack stack = prepareRun(Stack {trial.setup, trial.suggestions[at].blocks}).value();
    return evaluator.evaluateIfFinite(stack, job, options);
}

} // namespace

void siftSuggestions(StackRunner& runner, SuggestionTrial& trial, const Sieve& sieve, JobContext& job)
{
    const std::uint64_t size = sieve.base.table.parameters * bytesPerElement(runner.runner().computeType());
    if (size <= runner.store().budget())
        trial.suggestions = Sifting(runner, trial.setup, sieve, job).run(trial.suggestions);
}

std::vector<TriedSuggestion> trySuggestions(StackEvaluator& evaluator, const SuggestionTrial& trial,
                                            std::size_t count, JobContext& job)
{
    std::vector<TriedSuggestion> tried;
    Progress progress {Stage::Evaluating, ProgressUnit::Candidates, 0,
                       std::min(trial.suggestions.size(), count)};
    job.step(progress);
    for (std::size_t at = 0; at < trial.suggestions.size() && tried.size() < count; ++at) {
        const std::optional<Evaluation> found = measuredIfFinite(evaluator, trial, at, job);
        if (!found) {
            if (trial.leftOut)
                trial.leftOut(at);
            continue;
        }
        tried.push_back({at, *found});
        if (trial.heard)
            trial.heard(at, *found, true);
        progress.done = tried.size();
        job.step(progress);
    }
    if (tried.empty() && !trial.suggestions.empty())
        throw Error(ErrorCode::Mismatch,
                    "No stack of " + counted(trial.suggestions.front().blocks.size(), "layer")
                        + " that was tried can be run: the weights are sound, but the numbers overflow");
    return tried;
}

} // namespace layerloom::core
