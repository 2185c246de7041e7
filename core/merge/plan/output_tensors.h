#pragma once

#include "core/merge/plan/plan.h"

namespace layerloom::core {

/// The tensors of the output in the order in which they are written: embeddings, layers, norm, head, the rest. Names, dtypes, shapes, sizes
/// and sources are set, places in files are not. The models they come from are added to `plan`. Throws Error.
std::vector<PlannedTensor> outputTensors(const Stack& stack, const OutputSettings& settings, MergePlan& plan);

} // namespace layerloom::core
