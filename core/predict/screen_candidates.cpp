#include "core/predict/screen_candidates.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

namespace layerloom::core {

namespace {

constexpr std::size_t kFirstRoundTokens = 32;
constexpr std::size_t kSeamTokens = 64;

std::size_t betterHalf(std::size_t size, std::size_t count)
{
    return std::max(count, (size + 1) / 2);
}

std::size_t screeningRuns(std::size_t size, std::size_t count)
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

    /// `all` with the best first.
    Candidates run(Candidates all)
    {
        m_progress.total = screeningRuns(all.size(), m_screening.count);
        const std::size_t count = std::min(all.size(), m_screening.count);
        std::size_t left = all.size();
        std::vector<double> losses;
        for (std::size_t few = kFirstRoundTokens; left > count; few *= 2) {
            const std::size_t better = betterHalf(left, count);
            losses = putBestFirst({all.data(), left}, better, few);
            if (few != kSeamTokens)
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
    /// As many candidates as before: the best of them and of their variants with one seam moved. `losses` are theirs on
    /// kSeamTokens, if known.
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
        putBestFirst(best, count, kSeamTokens, losses);
        best.resize(count);
        std::sort(best.begin(), best.end(), [](const Candidate& left, const Candidate& right) {
            return left.prediction.score < right.prediction.score;
        });
        return best;
    }

    /// Moves the `count` candidates of least loss on `few` tokens to the front and returns their losses; otherwise the
    /// order stays. `known` are the losses of the first candidates.
    std::vector<double> putBestFirst(std::span<Candidate> candidates, std::size_t count, std::size_t few,
                                     const std::vector<double>& known = {})
    {
        std::vector<std::pair<double, std::size_t>> losses;
        for (std::size_t at = 0; at < candidates.size(); ++at)
            losses.emplace_back(at < known.size() ? known[at] : loss(candidates[at].blocks, few), at);
        const auto best = losses.begin() + static_cast<std::ptrdiff_t>(count);
        std::sort(losses.begin(), losses.end());
        const auto byIndex = [](const auto& left, const auto& right) { return left.second < right.second; };
        std::sort(losses.begin(), best, byIndex);
        std::sort(best, losses.end(), byIndex);
        Candidates ordered;
        for (const auto& [loss, at] : losses)
            ordered.push_back(std::move(candidates[at]));
        std::move(ordered.begin(), ordered.end(), candidates.begin());
        std::vector<double> lossesOfBest;
        std::transform(losses.begin(), best, std::back_inserter(lossesOfBest),
                       [](const auto& each) { return each.first; });
        return lossesOfBest;
    }

    /// The sum over all tokens in nats; infinite for a stack that overflows.
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

} // namespace

void screenCandidates(StackRunner& runner, CandidateTrial& trial, const Screening& screening, JobContext& job)
{
    const std::uint64_t size =
        screening.base.table.parameters * bytesPerElement(runner.runner().computeType());
    if (size <= runner.store().budget())
        trial.candidates = Screener(runner, trial.setup, screening, job).run(trial.candidates);
}

} // namespace layerloom::core
