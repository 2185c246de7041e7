#pragma once

#include "core/base/job_context.h"
#include "core/measure/float_values.h"
#include "core/measure/runnable_stack.h"

#include <span>
#include <string>

namespace layerloom::core {

/// "lm_head.weight of tiny holds 1 value that is no number (NaN)"; empty where all its numbers are finite.
std::string problemOf(const TensorInfo& tensor, const Model& model, const NumberCounts& counts);

/// Throws Error{Mismatch} when one of the numbers that a stack made is not finite. The sentence names the model and the
/// tensor that is to blame, which is looked for only then, in all weights of the stack, or says that the numbers overflow.
void requireNumbers(std::span<const double> made, const RunnableStack& stack, const JobContext& job);
void requireNumbers(std::span<const float> made, const RunnableStack& stack, const JobContext& job);

} // namespace layerloom::core
