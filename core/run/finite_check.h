#pragma once

#include "core/base/job_context.h"
#include "core/run/runnable_stack.h"
#include "core/transform/float_values.h"

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <utility>

namespace layerloom::core {

/// "lm_head.weight of tiny holds 1 value that is no number (NaN)"; empty when all values are finite.
std::string nonFiniteProblem(const TensorInfo& tensor, const Model& model, const NumberCounts& counts);

/// Tensors that were checked and hold finite values only.
using FiniteTensors = std::set<std::pair<std::shared_ptr<const Model>, TensorIndex>>;

/// Returns false when a value that a stack computed is NaN or Inf although all its weights are finite: it overflows.
/// Throws Error{Mismatch} that names model and tensor when a weight is not finite. The weights are searched only then,
/// except those in `checked`, to which finite tensors are added.
bool allFinite(std::span<const double> values, const RunnableStack& stack, const JobContext& job,
               FiniteTensors& checked);
/// Throws Error{Mismatch}: the stack overflows.
[[noreturn]] void failOverflow(const RunnableStack& stack);

/// Throws Error{Mismatch} when a value that a stack computed is not finite; the message is that of allFinite() or of
/// failOverflow().
void requireFinite(std::span<const double> values, const RunnableStack& stack, const JobContext& job);
void requireFinite(std::span<const float> values, const RunnableStack& stack, const JobContext& job);

} // namespace layerloom::core
