#pragma once

#include "core/base/job_context.h"
#include "core/base/matrix.h"
#include "core/run/stack_runner.h"
#include "core/run/token_windows.h"

#include <vector>

namespace layerloom::core {

/// Runs texts through a model layer by layer, and with them every variant of it that lacks one layer or runs one twice:
/// all states that need a layer go through it together, so that it is read once. Adds up what was seen.
class LayerSweep {
public:
    /// REQUIRES: `stack` is a model as it is, and both outlive this.
    LayerSweep(StackRunner& runner, const RunnableStack& stack);

    /// Adds a batch. `progress.done` grows by the steps of layerWork() for its rows.
    void add(const TokenBatch& batch, JobContext& job, Progress& progress);

    double baseLoss() const { return m_base.mean(); }
    std::vector<double> drop() const { return increases(m_dropped); }
    std::vector<double> repeat() const { return increases(m_repeated); }
    Matrix angular() const { return mean(m_angles); }
    std::vector<double> blockInfluence() const;

private:
    struct States;

    States runAll(const TokenBatch& batch, JobContext& job, Progress& progress);
    void compare(const States& states, double tokens);
    void addLosses(const States& states, const TokenBatch& batch, JobContext& job, Progress& progress);
    std::vector<double> increases(const std::vector<RunningMean>& losses) const;
    Matrix mean(const Matrix& sums) const;

    StackRunner& m_runner;
    const RunnableStack& m_stack;
    RunningMean m_base;
    std::vector<RunningMean> m_dropped;
    std::vector<RunningMean> m_repeated;
    Matrix m_angles; ///< sums over tokens
    Matrix m_cosines;
    double m_tokens = 0;
};

} // namespace layerloom::core
