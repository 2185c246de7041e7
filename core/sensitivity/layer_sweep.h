#pragma once

#include "core/base/job_context.h"
#include "core/base/matrix.h"
#include "core/run/stack_runner.h"
#include "core/run/token_windows.h"

#include <vector>

namespace layerloom::core {

// One pass over the layers serves the model and its 2L variants. After layer k there are k+1 depths x₀ … x_k of the model,
// and for every j < k the states of the variants that dropped layer j or ran it twice. At layer k, with its weights loaded:
//   x_{k+1} = f_k(x_k);  every dropped and repeated state goes through f_k;
//   a new dropped state = x_k (skips f_k);  a new repeated state = f_k(x_{k+1}).
// So L(L+1) + L layer steps and 2L+1 heads are run per token, and each layer is read once per batch. Memory: 3L states.

/// Measures drop and repeat losses and the angles between depths, one batch after the other.
class LayerSweep {
public:
    /// REQUIRES: `stack` is a model as it is, and both outlive this.
    LayerSweep(StackRunner& runner, const RunnableStack& stack);

    /// Adds a batch. Adds the steps of layerWork() for its rows to `progress.done`.
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
