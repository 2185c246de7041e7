#pragma once

#include "core/base/job_context.h"
#include "core/run/finite_check.h"
#include "core/run/stack_runner.h"
#include "core/run/token_windows.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace layerloom::core {

/// The loss of a stack that was run without being written, against that of its base.
struct Evaluation {
    double loss = 0; ///< nats a token
    std::optional<double> standardError {}; ///< of the loss; unknown for a single prediction
    double baseLoss = 0; ///< on the same tokens
    double delta = 0; ///< loss − baseLoss
    std::optional<double> deltaError {}; ///< standard error of the difference, token by token
    std::uint64_t tokens = 0; ///< that were run
    std::uint64_t predicted = 0; ///< tokens that were predicted: all but the first of each window
};

/// Tokens of the first figure: so many rank stacks nearly as well as many do, and fewer say nothing of other stacks.
inline constexpr std::size_t kFirstTokens = 64;

struct EvaluateOptions {
    bool reportsProgress = true; ///< false where this is a part of a larger job
    double wantedError = 0; ///< stop when deltaError is no larger; 0: run all tokens
    /// Hears what is known so far: first of a few tokens, then after each window.
    std::function<void(const Evaluation&)> partial {};
};

/// Runs stacks of one base on one text, window by window. What stacks share from their first layer on is run once, as far
/// as the runner's budget keeps it; the base is run once. Functions throw Error, {Mismatch} where a
/// loss is no finite number.
class StackEvaluator {
public:
    /// Throws Error{Mismatch} for a text that is too short. REQUIRES: `runner` outlives this.
    StackEvaluator(StackRunner& runner, RunnableStack base, std::span<const std::int32_t> tokens,
                   std::uint64_t window = kWindow);

    Evaluation evaluate(const RunnableStack& stack, JobContext& job, const EvaluateOptions& options = {});
    /// The same, and nothing where the numbers of the stack overflow, though all weights are sound and the base runs.
    std::optional<Evaluation> evaluateIfFinite(const RunnableStack& stack, JobContext& job,
                                               const EvaluateOptions& options = {});

private:
    struct Sums;

    std::vector<double> baseLosses(const TokenBatch& batch, JobContext& job, const RunOptions& options = {});
    bool addBatch(const RunnableStack& stack, std::size_t index, Sums& sums, JobContext& job);
    bool reportFirst(const RunnableStack& stack, JobContext& job, const EvaluateOptions& options);

    StackRunner& m_runner;
    RunnableStack m_base;
    std::vector<TokenBatch> m_batches;
    std::vector<std::vector<double>> m_baseLosses; ///< by batch; empty until they are needed
    FiniteTensors m_finite; ///< looked through when a loss was no number
};

} // namespace layerloom::core
