#include "core/run/stack_runner.h"

#include "core/run/interrupt_scope.h"

#include <algorithm>
#include <cassert>

namespace layerloom::core {

RunBudget budgetOf(std::uint64_t bytes)
{
    return {bytes - bytes / 4, bytes / 4};
}

RunBudget halfOfFree(const Device& device)
{
    return budgetOf(device.memoryFree / 2);
}

FloatType computeTypeFor(const Model& model, const std::string& deviceId)
{
    return deviceId == "cpu" ? FloatType::F32 : floatType(model.mainDtype).value_or(FloatType::F32);
}

StackRunner::StackRunner(std::shared_ptr<Engine> engine, FloatType compute, RunBudget budget)
    : m_engine(std::move(engine))
    , m_runner(m_engine->makeRunner(compute))
    , m_store(*m_runner, budget.weights)
    , m_states(budget.states)
{}

HiddenStatePointer StackRunner::begin(const RunnableStack& stack, const TokenBatch& batch,
                                      const JobContext& job, const RunOptions& options, std::size_t& depth)
{
    const std::vector<HiddenStatePointer> known = m_states.find(stack, batch);
    // `seen` gets every state, so the run starts behind the first one that is missing.
    const auto missing = std::find(known.begin(), known.end(), nullptr);
    const auto last =
        std::find_if(known.rbegin(), known.rend(), [](const auto& state) { return state != nullptr; });
    depth = options.seen ? static_cast<std::size_t>(missing - known.begin())
                         : static_cast<std::size_t>(known.rend() - last);
    if (options.seen) {
        for (std::size_t i = 0; i < depth; ++i)
            options.seen(i, known[i]);
    }
    if (depth > 0)
        return known[--depth];
    HiddenStatePointer state =
        m_runner->embed(stack.traits, *m_store.embeddings(stack, job), batch.tokens, batch.rows);
    if (options.keepStates)
        m_states.keep(stack, batch, 0, state);
    if (options.seen)
        options.seen(0, state);
    return state;
}

HiddenStatePointer StackRunner::run(const RunnableStack& stack, const TokenBatch& batch, JobContext& job,
                                    const RunOptions& options)
{
    assert(batch.rows > 0 && !batch.tokens.empty() && batch.tokens.size() % batch.rows == 0);
    const InterruptScope interrupt(*m_runner, m_store, job);
    std::size_t depth = 0;
    HiddenStatePointer state = begin(stack, batch, job, options, depth);
    for (; depth < stack.blocks.size(); ++depth) {
        job.checkStop();
        const RunnableBlock& block = stack.blocks[depth];
        const WeightsPointer weights = m_store.layer(block, job);
        if (depth + 1 < stack.blocks.size())
            m_store.readAhead(stack.blocks[depth + 1]);
        state = m_runner->run(stack.traits, block.role, *weights, *state);
        ++m_layersRun;
        if (options.keepStates)
            m_states.keep(stack, batch, depth + 1, state);
        if (options.seen)
            options.seen(depth + 1, state);
    }
    return state;
}

std::vector<double> StackRunner::losses(const RunnableStack& stack, const TokenBatch& batch, JobContext& job,
                                        const RunOptions& options)
{
    const HiddenStatePointer state = run(stack, batch, job, options);
    const InterruptScope interrupt(*m_runner, m_store, job);
    return m_runner->losses(stack.traits, *m_store.head(stack, job), *state, batch.tokens);
}

} // namespace layerloom::core
