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

/// "lm_head.weight of tiny holds 1 value that is no number (NaN)"; empty where all its numbers are finite.
std::string problemOf(const TensorInfo& tensor, const Model& model, const NumberCounts& counts);

/// Tensors whose numbers are known to be finite.
using SoundTensors = std::set<std::pair<std::shared_ptr<const Model>, std::uint32_t>>;

/// False when one of the numbers that a stack made is not finite, though all its weights are: they overflow. Throws
/// Error{Mismatch} when a weight is to blame; the sentence names the model and the tensor, which is looked for only then, in
/// all weights of the stack but those in `sound`. Those that are found sound are added there.
bool areNumbers(std::span<const double> made, const RunnableStack& stack, const JobContext& job,
                SoundTensors& sound);
/// Throws the Error{Mismatch} that says that what a stack computes overflows.
[[noreturn]] void failOverflow(const RunnableStack& stack);

/// Throws Error{Mismatch} when one of the numbers that a stack made is not finite, as areNumbers() or as failOverflow().
void requireNumbers(std::span<const double> made, const RunnableStack& stack, const JobContext& job);
void requireNumbers(std::span<const float> made, const RunnableStack& stack, const JobContext& job);

} // namespace layerloom::core
