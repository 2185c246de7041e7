#pragma once

#include "core/merge/plan/plan.h"

namespace layerloom::core {

/// The tensors of the output in numeric order: embeddings, layers, norm, head, the rest. Sets everything but
/// their offsets. Adds to `plan` the models they come from, the counts of parameters and bytes read, and those of
/// quantized modules. Throws Error.
std::vector<PlannedTensor> outputTensors(const Stack& stack, const OutputSettings& settings,
                                         const PreparedFormats& prepared, MergePlan& plan);

} // namespace layerloom::core
