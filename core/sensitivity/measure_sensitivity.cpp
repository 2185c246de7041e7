#include "core/sensitivity/measure_sensitivity.h"

#include "core/checkpoint/weights_fingerprint.h"
#include "core/io/record_lock.h"
#include "core/sensitivity/layer_sweep.h"
#include "core/sensitivity/range_sweep.h"
#include "core/sensitivity/sensitivity_work.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <tuple>

namespace layerloom::core {

namespace {

// Large enough for matrix products to be worth it, small enough for a first figure soon.
constexpr std::size_t kUsualRows = 2;

/// How many windows go through the layers together: few when all layers stay in memory; else as many as there is room
/// for, because every batch reads the whole model again.
std::size_t rowsFor(const RunnableStack& stack, const Model& model, std::uint64_t window,
                    const RunBudget& budget)
{
    const std::uint64_t layers = stack.blocks.size();
    const std::uint64_t states = 3 * layers * window * stack.traits.hidden * sizeof(float);
    const std::uint64_t fitting =
        std::max<std::uint64_t>(1, budget.states / std::max<std::uint64_t>(1, states));
    std::uint64_t weights = 0;
    for (const Layer& layer : model.table.layers)
        weights += layer.parameters * sizeof(float);
    return weights <= budget.weights ? std::min<std::uint64_t>(fitting, kUsualRows) : fitting;
}

class Measuring {
public:
    Measuring(const std::shared_ptr<const Model>& model, const RunText& text, const RunDevice& device)
        : m_model(model)
        , m_stack(prepareRun(model).value())
        , m_type(computeTypeFor(*model, device.id))
        , m_batches(
              tokenWindows(text.tokens, text.window, rowsFor(m_stack, *model, text.window, device.budget)))
        , m_runner(device.engine, m_type, device.budget)
        , m_start(std::chrono::steady_clock::now())
    {
        m_found.key = sensitivityKey(*model, text, m_type);
        m_found.model = model->checkpoint->name();
        m_found.device = device.id;
        m_found.engine = device.engine->version();
    }

    Sensitivity run(JobContext& job, const PartialSensitivity& partial)
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
            if (partial && progress.done < progress.total)
                partial(m_found);
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

    std::shared_ptr<const Model> m_model;
    RunnableStack m_stack;
    FloatType m_type;
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

Result<Sensitivity> measureSensitivity(const std::shared_ptr<const Model>& model, const RunText& text,
                                       const RunDevice& device, JobContext& job,
                                       const PartialSensitivity& partial)
{
    return guarded([&] { return Measuring(model, text, device).run(job, partial); });
}

Result<SensitivityResult> findOrMeasureSensitivity(const std::shared_ptr<const Model>& model,
                                                   const RunText& text, const RunDevice& device,
                                                   const Keeping& keeping, JobContext& job)
{
    return guarded([&] {
        const MeasurementCache& cache = keeping.cache;
        const SensitivityKey key = sensitivityKey(*model, text, computeTypeFor(*model, device.id), job);
        if (std::optional<Sensitivity> known = cache.find(key))
            return SensitivityResult {std::move(*known), true};
        // What cannot be kept is no reason to fail.
        const auto lock = guarded([&] { return std::make_unique<RecordLock>(cache.lockFile(key), job); });
        job.checkStop();
        if (std::optional<Sensitivity> known = cache.find(key))
            return SensitivityResult {std::move(*known), true};
        SensitivityResult made {measureSensitivity(model, text, device, job, keeping.partial).value(), false};
        std::ignore = guarded([&] { cache.store(made.sensitivity); });
        return made;
    });
}

} // namespace layerloom::core
