#include "core/run/evaluate.h"

#include <algorithm>

namespace layerloom::core {

namespace {

void report(const Progress& progress, JobContext& job, const EvaluateOptions& options)
{
    if (options.reportsProgress)
        job.step(progress);
    else
        job.checkStop();
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
    const std::optional<Evaluation> found = evaluateIfFinite(stack, job, options);
    if (!found)
        failOverflow(stack);
    return *found;
}

std::optional<Evaluation> StackEvaluator::evaluateIfFinite(const RunnableStack& stack, JobContext& job,
                                                           const EvaluateOptions& options)
{
    Progress progress;
    progress.stage = Stage::Evaluating;
    progress.unit = ProgressUnit::Tokens;
    for (const TokenBatch& batch : m_batches)
        progress.total += batch.tokens.size();
    report(progress, job, options);
    if (!reportFirst(stack, job, options))
        return std::nullopt;
    Sums sums;
    for (std::size_t index = 0; index < m_batches.size(); ++index) {
        if (!addBatch(stack, index, sums, job))
            return std::nullopt;
        progress.done = sums.tokens;
        report(progress, job, options);
        const Evaluation found = sums.evaluation();
        if (options.partial)
            options.partial(found);
        if (found.deltaError && *found.deltaError <= options.wantedError && options.wantedError > 0)
            break;
    }
    return sums.evaluation();
}

std::vector<double> StackEvaluator::baseLosses(const TokenBatch& batch, JobContext& job,
                                               const RunOptions& options)
{
    std::vector<double> losses = m_runner.losses(m_base, batch, job, options);
    if (!allFinite(losses, m_base, job, m_finite))
        failOverflow(m_base);
    return losses;
}

/// False when the stack overflows.
bool StackEvaluator::addBatch(const RunnableStack& stack, std::size_t index, Sums& sums, JobContext& job)
{
    const TokenBatch& batch = m_batches[index];
    if (m_baseLosses[index].empty())
        m_baseLosses[index] = baseLosses(batch, job);
    sums.tokens += batch.tokens.size();
    const std::vector<double> losses = m_runner.losses(stack, batch, job);
    sums.add(losses, m_baseLosses[index]);
    return allFinite(losses, stack, job, m_finite);
}

/// Reports the loss on the first tokens, long before the first window is done. False when the stack overflows.
bool StackEvaluator::reportFirst(const RunnableStack& stack, JobContext& job, const EvaluateOptions& options)
{
    const std::vector<std::int32_t>& window = m_batches.front().tokens;
    if (!options.partial || window.size() <= kFirstTokens)
        return true;
    const TokenBatch batch {{window.begin(), window.begin() + kFirstTokens}, 1};
    RunOptions unkept;
    unkept.keepStates = false;
    Sums sums;
    sums.tokens = kFirstTokens;
    const std::vector<double> base = baseLosses(batch, job, unkept);
    const std::vector<double> losses = m_runner.losses(stack, batch, job, unkept);
    if (!allFinite(losses, stack, job, m_finite))
        return false;
    sums.add(losses, base);
    options.partial(sums.evaluation());
    return true;
}

} // namespace layerloom::core
