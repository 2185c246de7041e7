#include "core/measure/try_suggestions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace layerloom::core {

namespace {

constexpr std::size_t kFewTokens = 32;

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

/// The `count` places of the least values, in rising order.
std::vector<std::size_t> leastOf(std::vector<double> values, std::size_t count)
{
    std::vector<std::size_t> places(values.size());
    std::iota(places.begin(), places.end(), std::size_t {0});
    // What overflows is the worst.
    for (double& value : values)
        value = std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
    std::stable_sort(places.begin(), places.end(),
                     [&](std::size_t left, std::size_t right) { return values[left] < values[right]; });
    places.resize(count);
    std::sort(places.begin(), places.end());
    return places;
}

/// The sum of the losses of a stack on a batch.
double lossOf(const RunnableStack& stack, StackRunner& runner, const TokenBatch& batch, JobContext& job)
{
    const std::vector<double> losses = runner.losses(stack, batch, job);
    return std::accumulate(losses.begin(), losses.end(), 0.0);
}

/// The places of those that do best, in rising order.
std::vector<std::size_t> bestPlaces(StackRunner& runner, const SuggestionTrial& trial, const Sieve& sieve,
                                    JobContext& job)
{
    std::vector<std::size_t> left(trial.suggestions.size());
    std::iota(left.begin(), left.end(), std::size_t {0});
    Progress progress {"Sifting", 0, runsToSift(left.size(), sieve.count), 0, 0};
    for (std::size_t few = kFewTokens; left.size() > sieve.count; few *= 2) {
        const auto tokens = sieve.tokens.first(std::min(few, sieve.tokens.size()));
        const TokenBatch batch = tokenWindows(tokens, few, 1).front();
        std::vector<double> losses;
        for (const std::size_t place : left) {
            const Stack stack {trial.setup, trial.suggestions[place].blocks};
            losses.push_back(lossOf(prepareRun(stack).value(), runner, batch, job));
            ++progress.done;
            job.step(progress);
        }
        std::vector<std::size_t> better;
        for (const std::size_t at : leastOf(std::move(losses), betterHalf(left.size(), sieve.count)))
            better.push_back(left[at]);
        left = std::move(better);
    }
    return left;
}

} // namespace

void siftSuggestions(StackRunner& runner, SuggestionTrial& trial, const Sieve& sieve, JobContext& job)
{
    const std::uint64_t size = sieve.base.table.parameters * bytesPerElement(runner.runner().computeType());
    if (size > runner.store().budget())
        return;
    const std::vector<std::size_t> best = bestPlaces(runner, trial, sieve, job);
    std::vector<Suggestion>& all = trial.suggestions;
    // The best are in rising order, so each is moved to the front past others only.
    for (std::size_t at = 0; at < best.size(); ++at) {
        const auto first = all.begin() + static_cast<std::ptrdiff_t>(at);
        const auto place = all.begin() + static_cast<std::ptrdiff_t>(best[at]);
        std::rotate(first, place, place + 1);
    }
}

std::vector<Evaluation> trySuggestions(StackEvaluator& evaluator, const SuggestionTrial& trial,
                                       JobContext& job)
{
    const auto& heard = trial.heard;
    std::vector<Evaluation> figures;
    Progress progress {"Trying", 0, trial.suggestions.size(), 0, 0};
    job.step(progress);
    for (const Suggestion& suggestion : trial.suggestions) {
        const std::size_t at = figures.size();
        EvaluateOptions options;
        options.tellsProgress = false;
        if (heard)
            options.partial = [&](const Evaluation& soFar) { heard(at, soFar, false); };
        const RunnableStack stack = prepareRun(Stack {trial.setup, suggestion.blocks}).value();
        figures.push_back(evaluator.evaluate(stack, job, options));
        if (heard)
            heard(at, figures.back(), true);
        progress.done = figures.size();
        job.step(progress);
    }
    return figures;
}

} // namespace layerloom::core
