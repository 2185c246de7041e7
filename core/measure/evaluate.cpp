#include "core/measure/evaluate.h"

#include "core/measure/sound_numbers.h"

#include <algorithm>

namespace layerloom::core {

namespace {

void tell(const Progress& progress, JobContext& job, const EvaluateOptions& options)
{
    if (options.tellsProgress)
        job.step(progress);
    else
        job.checkStop();
}

std::vector<double> finiteLosses(StackRunner& runner, const RunnableStack& stack, const TokenBatch& batch,
                                 JobContext& job, const RunOptions& options = {})
{
    std::vector<double> losses = runner.losses(stack, batch, job, options);
    requireNumbers(losses, stack, job);
    return losses;
}

} // namespace

struct StackEvaluator::Sums {
    RunningMean loss;
    RunningMean base;
    RunningMean delta;
    std::uint64_t tokens = 0;

    void add(const std::vector<double>& losses, const std::vector<double>& baseLosses)
    {
        for (std::size_t i = 0; i < losses.size(); ++i) {
            loss.add(losses[i]);
            base.add(baseLosses[i]);
            delta.add(losses[i] - baseLosses[i]);
        }
    }

    Evaluation evaluation() const
    {
        return {loss.mean(), loss.standardError(), base.mean(), delta.mean(), delta.standardError(),
                tokens,      loss.count()};
    }
};

StackEvaluator::StackEvaluator(StackRunner& runner, RunnableStack base, std::span<const std::int32_t> tokens,
                               std::uint64_t window)
    : m_runner(runner)
    , m_base(std::move(base))
    , m_batches(tokenWindows(tokens, window, 1))
    , m_baseLosses(m_batches.size())
{}

Evaluation StackEvaluator::evaluate(const RunnableStack& stack, JobContext& job,
                                    const EvaluateOptions& options)
{
    Progress progress;
    progress.stage = "Running";
    for (const TokenBatch& batch : m_batches)
        progress.total += batch.tokens.size();
    tell(progress, job, options);
    tellFirst(stack, job, options);
    Sums sums;
    for (std::size_t index = 0; index < m_batches.size(); ++index) {
        addBatch(stack, index, sums, job);
        progress.done = sums.tokens;
        tell(progress, job, options);
        const Evaluation found = sums.evaluation();
        if (options.partial)
            options.partial(found);
        if (found.deltaError && *found.deltaError <= options.wantedError && options.wantedError > 0)
            break;
    }
    return sums.evaluation();
}

void StackEvaluator::addBatch(const RunnableStack& stack, std::size_t index, Sums& sums, JobContext& job)
{
    const TokenBatch& batch = m_batches[index];
    if (m_baseLosses[index].empty())
        m_baseLosses[index] = finiteLosses(m_runner, m_base, batch, job);
    sums.tokens += batch.tokens.size();
    sums.add(finiteLosses(m_runner, stack, batch, job), m_baseLosses[index]);
}

/// A figure of the first window's first tokens, long before all of it has been run.
void StackEvaluator::tellFirst(const RunnableStack& stack, JobContext& job, const EvaluateOptions& options)
{
    const std::vector<std::int32_t>& window = m_batches.front().tokens;
    if (!options.partial || window.size() <= kFirstTokens)
        return;
    const TokenBatch batch {{window.begin(), window.begin() + kFirstTokens}, 1};
    RunOptions unkept;
    unkept.keepStates = false;
    Sums sums;
    sums.tokens = kFirstTokens;
    const std::vector<double> baseLosses = finiteLosses(m_runner, m_base, batch, job, unkept);
    sums.add(finiteLosses(m_runner, stack, batch, job, unkept), baseLosses);
    options.partial(sums.evaluation());
}

} // namespace layerloom::core
