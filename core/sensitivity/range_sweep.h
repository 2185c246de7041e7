#pragma once

#include "core/base/job_context.h"
#include "core/run/stack_runner.h"
#include "core/run/token_windows.h"
#include "core/sensitivity/sensitivity.h"

#include <cstdint>
#include <vector>

namespace layerloom::core {

/// Runs a quarter of a text, the first half of every second window, through a model, and through every variant of it that
/// lacks a range of layers or runs one twice, for ranges of 2, 4, 8, … layers. All states that need a layer go through it
/// together. A quarter is as much as there is time for: there are several times as many ranges as layers.
class RangeSweep {
public:
    /// REQUIRES: `stack` is a model as it is, and both outlive this.
    RangeSweep(StackRunner& runner, const RunnableStack& stack);

    /// Adds the next windows. `progress.done` grows by the steps of rangeWork() for them.
    void add(const TokenBatch& batch, JobContext& job, Progress& progress);

    std::vector<RangeLosses> losses() const;

private:
    /// A range that is left out, or run twice, and what came of it so far.
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
    std::uint64_t m_windows = 0; ///< that were added
    RunningMean m_base;
    std::vector<Sums> m_sums; ///< by length
};

} // namespace layerloom::core
