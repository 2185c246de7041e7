#include "core/sensitivity/layer_sweep.h"

#include "core/run/finite_check.h"
#include "core/run/interrupt_scope.h"
#include "core/sensitivity/sensitivity_work.h"

#include <span>

namespace layerloom::core {

/// The model itself at every depth, and two variants for each layer.
struct LayerSweep::States {
    std::vector<HiddenStatePointer> depths; ///< [k] enters layer k
    std::vector<HiddenStatePointer> dropped; ///< [k] skipped layer k
    std::vector<HiddenStatePointer> repeated;
};

LayerSweep::LayerSweep(StackRunner& runner, const RunnableStack& stack)
    : m_runner(runner)
    , m_stack(stack)
    , m_dropped(stack.blocks.size())
    , m_repeated(stack.blocks.size())
    , m_angles(stack.blocks.size() + 1, stack.blocks.size() + 1)
    , m_cosines(stack.blocks.size() + 1, stack.blocks.size() + 1)
{}

void LayerSweep::add(const TokenBatch& batch, JobContext& job, Progress& progress)
{
    const InterruptScope interrupt(m_runner.runner(), m_runner.store(), job);
    const States states = runAll(batch, job, progress);
    compare(states, static_cast<double>(batch.tokens.size()));
    addLosses(states, batch, job, progress);
}

std::vector<double> LayerSweep::blockInfluence() const
{
    const Matrix cosines = mean(m_cosines);
    std::vector<double> influence;
    for (std::size_t layer = 0; layer + 1 < cosines.rows; ++layer)
        influence.push_back(1 - cosines.at(layer, layer + 1));
    return influence;
}

LayerSweep::States LayerSweep::runAll(const TokenBatch& batch, JobContext& job, Progress& progress)
{
    Runner& runner = m_runner.runner();
    LayerStore& store = m_runner.store();
    States states;
    states.depths.push_back(
        runner.embed(m_stack.traits, *store.embeddings(m_stack, job), batch.tokens, batch.rows));
    for (std::size_t layer = 0; layer < m_stack.blocks.size(); ++layer) {
        const RunnableBlock& block = m_stack.blocks[layer];
        const WeightsPointer weights = store.layer(block, job);
        if (layer + 1 < m_stack.blocks.size())
            store.readAhead(m_stack.blocks[layer + 1]);
        const auto through = [&](const HiddenStatePointer& state) {
            job.step(progress);
            progress.done += kStepsOfWindow * batch.rows;
            return runner.run(m_stack.traits, block.role, *weights, *state);
        };
        states.depths.push_back(through(states.depths[layer]));
        // Checked now: the loss would tell only after all variants have run.
        requireFinite(runner.values(*states.depths.back()), m_stack, job);
        for (HiddenStatePointer& state : states.dropped)
            state = through(state);
        for (HiddenStatePointer& state : states.repeated)
            state = through(state);
        states.dropped.push_back(states.depths[layer]);
        states.repeated.push_back(through(states.depths[layer + 1]));
    }
    return states;
}

void LayerSweep::compare(const States& states, double tokens)
{
    const HiddenStateComparison found = m_runner.runner().compare(states.depths);
    for (std::size_t i = 0; i < m_angles.values.size(); ++i) {
        m_angles.values[i] += tokens * found.angles.values[i];
        m_cosines.values[i] += tokens * found.cosines.values[i];
    }
    m_tokens += tokens;
}

void LayerSweep::addLosses(const States& states, const TokenBatch& batch, JobContext& job, Progress& progress)
{
    const WeightsPointer head = m_runner.store().head(m_stack, job);
    const auto add = [&](RunningMean& to, const HiddenStatePointer& state) {
        job.step(progress);
        for (const double loss : m_runner.runner().losses(m_stack.traits, *head, *state, batch.tokens))
            to.add(loss);
        progress.done += kStepsOfWindow * batch.rows;
    };
    add(m_base, states.depths.back());
    const double loss = m_base.mean();
    requireFinite(std::span(&loss, 1), m_stack, job);
    for (std::size_t layer = 0; layer < m_stack.blocks.size(); ++layer) {
        add(m_dropped[layer], states.dropped[layer]);
        add(m_repeated[layer], states.repeated[layer]);
    }
}

std::vector<double> LayerSweep::increases(const std::vector<RunningMean>& losses) const
{
    std::vector<double> found;
    for (const RunningMean& loss : losses)
        found.push_back(loss.mean() - m_base.mean());
    return found;
}

Matrix LayerSweep::mean(const Matrix& sums) const
{
    Matrix found = sums;
    for (double& value : found.values)
        value /= m_tokens > 0 ? m_tokens : 1;
    return found;
}

} // namespace layerloom::core
