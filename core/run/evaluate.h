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

/// The loss of a stack, evaluated without writing it, and its difference from the loss of its base.
struct Evaluation {
    double loss = 0; ///< nats per token
    std::optional<double> standardError {}; ///< of the loss; unknown for a single predicted token
    double baseLoss = 0; ///< on the same tokens
    double delta = 0; ///< loss − baseLoss
    std::optional<double> deltaError {}; ///< standard error of the difference, token by token
    std::uint64_t tokens = 0; ///< run so far
    std::uint64_t predicted = 0; ///< predicted tokens: all but the first of each window
    bool operator==(const Evaluation&) const = default;
};

/// Tokens of the first partial result. 64 rank stacks nearly as well as many more; fewer are too noisy to learn from.
inline constexpr std::size_t kFirstTokens = 64;

struct EvaluateOptions {
    bool reportsProgress = true; ///< false when it is part of a larger job
    double wantedError = 0; ///< stop when deltaError is no larger; 0: run all tokens
    /// Called with the result so far: first after kFirstTokens, then after each window.
    std::function<void(const Evaluation&)> partial {};
};

/// Evaluates stacks of one base on one text, window by window. A prefix that stacks share runs once, as far as the runner's
/// budget holds its states; the base runs once. Losses are mean −ln p of the next token in nats; deltaError is the standard
/// error of the mean of paired differences, token by token, as if tokens were independent. Functions throw Error, {Mismatch}
/// for a loss that is not finite.
class StackEvaluator {
public:
    /// Throws Error{Mismatch} for a text that is too short. REQUIRES: `runner` outlives this.
    StackEvaluator(StackRunner& runner, RunnableStack base, std::span<const std::int32_t> tokens,
                   std::uint64_t window = kWindow);

    Evaluation evaluate(const RunnableStack& stack, JobContext& job, const EvaluateOptions& options = {});
    /// The same; nullopt when the stack overflows although all weights are finite and the base runs.
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
    std::vector<std::vector<double>> m_baseLosses; ///< by batch; empty until needed
    FiniteTensors m_finite; ///< checked when a loss was not finite
};

} // namespace layerloom::core
