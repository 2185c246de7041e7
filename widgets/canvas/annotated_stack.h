#pragma once

#include "core/checks/preview.h"
#include "core/stack/stack.h"
#include "widgets/controls/stack_insight.h"

namespace layerloom::widgets {

/// A stack with its preview and its measurements. The referenced values outlive this.
struct AnnotatedStack {
    const core::Stack& stack;
    const core::Preview& preview; ///< of `stack`
    const StackInsight* measured = nullptr; ///< null: nothing was measured
};

} // namespace layerloom::widgets
