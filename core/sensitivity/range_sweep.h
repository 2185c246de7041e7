#pragma once

#include "core/base/job_context.h"
#include "core/run/stack_runner.h"
#include "core/run/token_windows.h"
#include "core/sensitivity/sensitivity.h"

#include <cstdint>
#include <vector>

namespace layerloom::core {

// First the model runs alone and all its depths x₀ … x_L are kept. Then one pass over the layers: before layer k, for every
// length n = 2, 4, 8, … < L,
//   the variant that dropped [k−n, k) starts with x_{k−n}: it continues at k as if the range had not run;
//   the variant that repeats [k, k+n) starts with x_{k+n}: it runs the range once more and then the following layers.
// All variants that have started go through layer k together, so each layer is read once per batch. A range of length n
// costs about L layer steps in both variants together, and there are about L·log₂ L ranges: several times as many as
// layers. Therefore only a quarter of the text is run, the first half of every second window. Losses are differences from
// the base loss on the same tokens, so a shorter text costs little precision.

/// Measures drop and repeat losses of ranges of 2, 4, 8, … layers.
class RangeSweep {
public:
    /// REQUIRES: `stack` is a model as it is, and both outlive this.
    RangeSweep(StackRunner& runner, const RunnableStack& stack);

    /// Adds the next windows. Adds the steps of rangeWork() for them to `progress.done`.
    void add(const TokenBatch& batch, JobContext& job, Progress& progress);

    std::vector<RangeLosses> losses() const;

private:
    /// A range that is dropped or repeated, and its state so far.
    struct Variant {
        std::size_t length = 0; ///< index of it in m_lengths
        std::size_t first = 0; ///< layer of the range
        bool isRepeat = false;
        HiddenStatePointer state;
    };
    struct Sums {
        std::vector<RunningMean> drop;
        std::vector<RunningMean> repeat;
    };

    std::vector<HiddenStatePointer> runBase(const TokenBatch& batch, JobContext& job, Progress& progress);
    std::vector<Variant> runAll(const TokenBatch& batch, const std::vector<HiddenStatePointer>& depths,
                                JobContext& job, Progress& progress);
    void start(std::size_t layer, const std::vector<HiddenStatePointer>& depths,
               std::vector<Variant>& variants) const;

    StackRunner& m_runner;
    const RunnableStack& m_stack;
    std::vector<std::size_t> m_lengths;
    std::uint64_t m_windows = 0; ///< added so far
    RunningMean m_base;
    std::vector<Sums> m_sums; ///< by length
};

} // namespace layerloom::core
