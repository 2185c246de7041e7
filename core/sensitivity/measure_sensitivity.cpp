#include "core/sensitivity/measure_sensitivity.h"

#include "core/checkpoint/weights_fingerprint.h"
#include "core/sensitivity/layer_sweep.h"
#include "core/sensitivity/range_sweep.h"
#include "core/sensitivity/sensitivity_work.h"

#include <algorithm>
#include <chrono>
#include <memory>

namespace layerloom::core {

namespace {

// Large enough for efficient matrix products, small enough for an early first result.
constexpr std::size_t kUsualRows = 2;

/// The number of windows in a batch: few when all layers stay in memory; else as many as fit, because every batch reads the
/// whole model again.
std::size_t rowsFor(const RunnableStack& stack, const SensitivityInput& input)
{
    const RunBudget& budget = input.device.budget;
    const std::uint64_t layers = stack.blocks.size();
    const std::uint64_t states = 3 * layers * input.text.window * stack.traits.hidden * sizeof(float);
    const std::uint64_t fitting =
        std::max<std::uint64_t>(1, budget.states / std::max<std::uint64_t>(1, states));
    std::uint64_t weights = 0;
    for (const Layer& layer : input.model->table.layers)
        weights += layer.parameters * sizeof(float);
    return weights <= budget.weights ? std::min<std::uint64_t>(fitting, kUsualRows) : fitting;
}

SensitivityKey keyOf(const SensitivityInput& input, const JobContext& job)
{
    return sensitivityKey(*input.model, input.text, computeTypeFor(*input.model, input.device.id), job);
}

class SensitivityRun {
public:
    explicit SensitivityRun(const SensitivityInput& input)
        : m_partial(input.partial)
        , m_stack(prepareRun(input.model).value())
        , m_batches(tokenWindows(input.text.tokens, input.text.window, rowsFor(m_stack, input)))
        , m_runner(input.device.engine, computeTypeFor(*input.model, input.device.id), input.device.budget)
        , m_start(std::chrono::steady_clock::now())
    {
        m_found.key = keyOf(input, {});
        m_found.model = input.model->checkpoint->name();
        m_found.device = input.device.id;
        m_found.engine = input.device.engine->version();
    }

    Sensitivity run(JobContext& job)
    {
        LayerSweep sweep(m_runner, m_stack);
        RangeSweep ranges(m_runner, m_stack);
        Progress progress;
        progress.stage = Stage::Measuring;
        progress.unit = ProgressUnit::Steps;
        std::uint64_t windows = 0;
        for (const TokenBatch& batch : m_batches)
            windows += batch.rows;
        progress.total = sensitivityWork(m_stack.blocks.size(), windows).steps();
        for (const TokenBatch& batch : m_batches) {
            sweep.add(batch, job, progress);
            ranges.add(batch, job, progress);
            note(sweep, ranges);
            if (m_partial && progress.done < progress.total)
                m_partial(std::make_shared<const Sensitivity>(m_found));
        }
        job.step(progress);
        return m_found;
    }

private:
    void note(const LayerSweep& sweep, const RangeSweep& ranges)
    {
        m_found.baseLoss = sweep.baseLoss();
        m_found.angular = sweep.angular();
        m_found.blockInfluence = sweep.blockInfluence();
        m_found.drop = sweep.drop();
        m_found.repeat = sweep.repeat();
        m_found.ranges = ranges.losses();
        m_found.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
        if (!m_found.isFinite())
            throw Error(
                ErrorCode::Mismatch,
                m_found.model
                    + " cannot be measured: its numbers overflow where layers are left out or run twice");
    }

    const PartialSensitivity& m_partial;
    RunnableStack m_stack;
    std::vector<TokenBatch> m_batches;
    StackRunner m_runner;
    std::chrono::steady_clock::time_point m_start;
    Sensitivity m_found;
};

} // namespace

SensitivityKey sensitivityKey(const Model& model, const RunText& text, FloatType computeType,
                              const JobContext& job)
{
    return {weightsFingerprint(*model.checkpoint, job), hashOfTokens(text.tokens), text.tokens.size(),
            text.window, std::string(headerName(computeType))};
}

Result<Sensitivity> measureSensitivity(const SensitivityInput& input, JobContext& job)
{
    return guarded([&] { return SensitivityRun(input).run(job); });
}

Result<Cached<Sensitivity>> findOrMeasureSensitivity(const SensitivityInput& input, const RecordCache& cache,
                                                     JobContext& job)
{
    return guarded([&] {
        return cachedOr(cache, recordId(keyOf(input, job)), sensitivityFormat(), job,
                        [&] { return measureSensitivity(input, job).value(); });
    });
}

} // namespace layerloom::core
