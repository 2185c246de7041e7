#pragma once

#include "core/base/job_context.h"
#include "core/merge/plan/plan.h"

namespace layerloom::core {

/// Makes an estimated plan (MergePlan::isEstimate) one that can be run: reads the tensors whose stored sizes depend on
/// their values, once, and plans anew. Returns another plan as it is. Stage reported: Preparing. REQUIRES: `plan` is that of
/// `stack` and `settings`. Fails as runMerge() when sources cannot be read.
Result<MergePlan> prepareMerge(MergePlan plan, const Stack& stack, const OutputSettings& settings,
                               JobContext& job);

} // namespace layerloom::core
