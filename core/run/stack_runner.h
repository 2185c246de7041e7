#pragma once

#include "core/base/job_context.h"
#include "core/engine/engine.h"
#include "core/engine/runner.h"
#include "core/run/layer_store.h"
#include "core/run/runnable_stack.h"
#include "core/run/state_tree.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace layerloom::core {

/// Memory that running may hold, in bytes.
struct RunBudget {
    std::uint64_t weights = 0;
    std::uint64_t states = 0;

    std::uint64_t bytes() const { return weights + states; }
};

/// Three quarters of `bytes` for weights, the rest for states.
RunBudget budgetOf(std::uint64_t bytes);

/// budgetOf() half of the free memory of a device.
RunBudget halfOfFree(const Device& device);

/// The type a model is run in: single precision on the processor, its own 16-bit type on other devices.
FloatType computeTypeFor(const Model& model, const std::string& deviceId);

struct RunOptions {
    /// Keep the state after every block for stacks with the same prefix.
    bool keepStates = true;
    /// Called with the state at every depth in order: 0 after the embeddings, k after k blocks.
    std::function<void(std::size_t depth, const HiddenStatePointer& state)> seen;
};

/// Runs stacks from their checkpoints, without writing them. Reads one layer ahead of the one that runs; starts behind the
/// longest prefix whose state is held. Throws Error{Cancelled} within two seconds of a stop.
/// Used by one thread at a time. Functions throw Error.
class StackRunner {
public:
    StackRunner(std::shared_ptr<Engine> engine, FloatType compute, RunBudget budget);

    /// The state after the last block, before the final norm. REQUIRES: the batch has tokens and its rows equal length.
    HiddenStatePointer run(const RunnableStack& stack, const TokenBatch& batch, JobContext& job,
                           const RunOptions& options = {});
    /// −ln p of every token but the first of each row: rows × (columns − 1) values, row by row.
    std::vector<double> losses(const RunnableStack& stack, const TokenBatch& batch, JobContext& job,
                               const RunOptions& options = {});

    Runner& runner() { return *m_runner; }
    LayerStore& store() { return m_store; }
    const StateTree& states() const { return m_states; }
    /// Layers run so far.
    std::uint64_t layersRun() const { return m_layersRun; }

private:
    HiddenStatePointer begin(const RunnableStack& stack, const TokenBatch& batch, const JobContext& job,
                             const RunOptions& options, std::size_t& depth);

    std::shared_ptr<Engine> m_engine; // outlives the runner
    std::unique_ptr<Runner> m_runner;
    LayerStore m_store;
    StateTree m_states;
    std::uint64_t m_layersRun = 0;
};

} // namespace layerloom::core
