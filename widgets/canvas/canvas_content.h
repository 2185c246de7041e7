#pragma once

#include "core/checks/preview.h"
#include "core/stack/stack.h"
#include "widgets/canvas/annotated_stack.h"
#include "widgets/controls/stack_insight.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace layerloom::widgets {

/// The values that the canvas shows. `stack` and `preview` are never null.
struct CanvasContent {
    std::shared_ptr<const core::Stack> stack = std::make_shared<const core::Stack>();
    std::shared_ptr<const core::Preview> preview = std::make_shared<const core::Preview>(); ///< of `stack`
    std::shared_ptr<const core::Stack> recipeGhost; ///< result of a recipe being previewed; null: none
    std::shared_ptr<const StackInsight> measured; ///< null: nothing was measured
    std::vector<std::uint32_t> totalUses; ///< see CanvasScene::totalUses

    /// True without sources and layers.
    bool isBlank() const;
    /// True when the sensitivity of a source is known.
    bool hasSensitivity() const;
    const core::Slice& slice(std::size_t index) const { return preview->slices[index]; }
    AnnotatedStack annotated() const { return {*stack, *preview, measured.get()}; }
};

} // namespace layerloom::widgets
