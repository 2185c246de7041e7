#pragma once

#include "core/checks/preview.h"
#include "core/stack/stack.h"
#include "widgets/canvas/annotated_stack.h"
#include "widgets/controls/stack_insight.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace layerloom::widgets {

/// A stack that is shown in place of the document's: the result of a recipe, an interlock or a repeat that is not applied.
struct TrialStack {
    std::shared_ptr<const core::Stack> stack; ///< null: there is none
    std::shared_ptr<const core::Preview> preview; ///< of `stack`
    std::vector<std::uint32_t> totalUses;
};

/// The values that the canvas shows. `stack` and `preview` are never null.
struct CanvasContent {
    std::shared_ptr<const core::Stack> stack = std::make_shared<const core::Stack>();
    std::shared_ptr<const core::Preview> preview = std::make_shared<const core::Preview>(); ///< of `stack`
    TrialStack trial;
    std::shared_ptr<const StackInsight> measured; ///< null: nothing was measured
    std::vector<std::uint32_t> totalUses; ///< see CanvasScene::totalUses

    /// True without sources and layers.
    bool isBlank() const;
    bool hasTrial() const { return trial.stack != nullptr; }
    /// The trial if there is one, else the stack.
    const core::Stack& shownStack() const { return hasTrial() ? *trial.stack : *stack; }
    const core::Preview& shownPreview() const { return hasTrial() ? *trial.preview : *preview; }
    /// True when the sensitivity of a source is known.
    bool hasSensitivity() const;
    const core::Slice& slice(std::size_t index) const { return preview->slices[index]; }
    AnnotatedStack annotated() const { return {*stack, *preview, measured.get()}; }
};

} // namespace layerloom::widgets
