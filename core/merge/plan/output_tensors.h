#pragma once

#include "core/merge/plan/plan.h"

namespace layerloom::core {

/// The tensors of the output in numeric order: embeddings, layers, norm, head, the rest. Sets everything but
/// their offsets. Adds to `plan` the models they come from and the counts of parameters and bytes read.
/// Throws Error.
std::vector<PlannedTensor> outputTensors(const Stack& stack, const OutputSettings& settings, MergePlan& plan);

} // namespace layerloom::core
