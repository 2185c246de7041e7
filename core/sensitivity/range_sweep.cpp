#include "core/sensitivity/range_sweep.h"

#include "core/run/interrupt_scope.h"
#include "core/sensitivity/sensitivity_work.h"

#include <algorithm>

namespace layerloom::core {

namespace {

constexpr std::uint64_t kHalf = kStepsOfWindow / 2;

/// The first half of every second window, when `first` windows came before; possibly none.
TokenBatch quarterOf(const TokenBatch& batch, std::uint64_t first)
{
    const std::size_t columns = std::max<std::size_t>(2, batch.columns() / 2);
    TokenBatch part {{}, 0};
    for (std::size_t row = first % 2; row < batch.rows; row += 2) {
        const auto begin = batch.tokens.begin() + static_cast<std::ptrdiff_t>(row * batch.columns());
        part.tokens.insert(part.tokens.end(), begin, begin + static_cast<std::ptrdiff_t>(columns));
        ++part.rows;
    }
    return part;
}

std::vector<double> increases(const std::vector<RunningMean>& losses, const RunningMean& base)
{
    std::vector<double> found;
    for (const RunningMean& loss : losses)
        found.push_back(loss.mean() - base.mean());
    return found;
}

} // namespace

RangeSweep::RangeSweep(StackRunner& runner, const RunnableStack& stack)
    : m_runner(runner)
    , m_stack(stack)
{
    const std::size_t layers = stack.blocks.size();
    for (std::size_t length = 2; length < layers; length *= 2) {
        const std::vector<RunningMean> none(layers - length + 1);
        m_lengths.push_back(length);
        m_sums.push_back({none, none});
    }
}

void RangeSweep::add(const TokenBatch& batch, JobContext& job, Progress& progress)
{
    const TokenBatch part = quarterOf(batch, m_windows);
    m_windows += batch.rows;
    if (part.rows == 0)
        return;
    const std::vector<HiddenStatePointer> depths = runBase(part, job, progress);
    const InterruptScope interrupt(m_runner.runner(), m_runner.store(), job);
    const WeightsPointer head = m_runner.store().head(m_stack, job);
    const auto add = [&](RunningMean& to, const HiddenStatePointer& state) {
        job.step(progress);
        for (const double loss : m_runner.runner().losses(m_stack.traits, *head, *state, part.tokens))
            to.add(loss);
        progress.done += kHalf * part.rows;
    };
    add(m_base, depths.back());
    for (const Variant& variant : runAll(part, depths, job, progress)) {
        Sums& sums = m_sums[variant.length];
        add((variant.isRepeat ? sums.repeat : sums.drop)[variant.first], variant.state);
    }
}

std::vector<RangeLosses> RangeSweep::losses() const
{
    std::vector<RangeLosses> found;
    for (std::size_t i = 0; i < m_lengths.size(); ++i)
        found.push_back({static_cast<std::uint32_t>(m_lengths[i]), increases(m_sums[i].drop, m_base),
                         increases(m_sums[i].repeat, m_base)});
    return found;
}

std::vector<HiddenStatePointer> RangeSweep::runBase(const TokenBatch& batch, JobContext& job,
                                                    Progress& progress)
{
    std::vector<HiddenStatePointer> depths;
    RunOptions options;
    options.keepStates = false;
    options.seen = [&](std::size_t depth, const HiddenStatePointer& state) {
        depths.push_back(state);
        if (depth > 0)
            progress.done += kHalf * batch.rows;
        job.step(progress);
    };
    m_runner.run(m_stack, batch, job, options);
    return depths;
}

std::vector<RangeSweep::Variant> RangeSweep::runAll(const TokenBatch& batch,
                                                    const std::vector<HiddenStatePointer>& depths,
                                                    JobContext& job, Progress& progress)
{
    std::vector<Variant> variants;
    LayerStore& store = m_runner.store();
    for (std::size_t layer = 0; layer < m_stack.blocks.size(); ++layer) {
        const RunnableBlock& block = m_stack.blocks[layer];
        const WeightsPointer weights = store.layer(block, job);
        if (layer + 1 < m_stack.blocks.size())
            store.readAhead(m_stack.blocks[layer + 1]);
        start(layer, depths, variants);
        for (Variant& variant : variants) {
            job.step(progress);
            variant.state = m_runner.runner().run(m_stack.traits, block.role, *weights, *variant.state);
            progress.done += kHalf * batch.rows;
        }
    }
    start(m_stack.blocks.size(), depths, variants);
    return variants;
}

/// Adds the variants that start at a layer: behind a dropped range, or with a range to repeat.
void RangeSweep::start(std::size_t layer, const std::vector<HiddenStatePointer>& depths,
                       std::vector<Variant>& variants) const
{
    for (std::size_t i = 0; i < m_lengths.size(); ++i) {
        const std::size_t length = m_lengths[i];
        if (layer >= length)
            variants.push_back({i, layer - length, false, depths[layer - length]});
        if (layer + length < depths.size())
            variants.push_back({i, layer, true, depths[layer + length]});
    }
}

} // namespace layerloom::core
