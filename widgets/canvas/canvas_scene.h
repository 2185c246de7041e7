#pragma once

#include "core/checks/preview.h"
#include "core/stack/stack.h"
#include "widgets/canvas/canvas_hit.h"
#include "widgets/canvas/canvas_layout.h"
#include "widgets/canvas/loss_valley.h"
#include "widgets/canvas/selection.h"
#include "widgets/controls/stack_insight.h"
#include "widgets/controls/theme.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace layerloom::widgets {

/// All input of the paint functions. The pointers are never null (but `measured`) and outlive the scene.
struct CanvasScene {
    const core::Stack* stack = nullptr;
    const core::Preview* preview = nullptr;
    const CanvasLayout* layout = nullptr;
    Theme theme;
    Selection selection;
    CanvasHit hover;
    std::optional<IndexRange> ghost; ///< blocks that a drag would add or remove
    QString ghostLabel;
    bool isTrial = false; ///< the stack is the content's trial
    std::optional<int> snappedAt; ///< output index that a drag holds on to
    std::shared_ptr<const LossValley> valley; ///< of the edge that is dragged; null: none
    std::vector<std::uint32_t> totalUses; ///< for each block, how often its layer is used in the whole stack
    bool focused = false; ///< show the caret and the current block
    const StackInsight* measured = nullptr; ///< null when nothing is

    const core::Slice& slice(std::size_t index) const { return preview->slices[index]; }
    /// The metric of the distance lane; null for layer distance.
    const MetricTables* metric() const { return measured != nullptr ? measured->metric.get() : nullptr; }
    /// True when the source is not there or has no such layer.
    bool isMissing(const core::Block& block) const { return core::layerOf(*stack, block) == nullptr; }
    /// Depth of a layer in its source: 0 input side, 1 output side.
    double depth(core::SourceIndex source, core::LayerIndex layer) const;
    /// The last layer of all sources, or a later one that the stack names; what the depth profile ends at.
    std::uint32_t deepestLayer() const;
    QColor fill(const core::Block& block) const
    {
        return theme.fill(block.source, depth(block.source, block.layer));
    }
    /// True when all of the slice is selected in the output.
    bool isSelected(std::size_t index) const;
    /// True when a seam, or an end of the output, is at this side of the slice (a split is not).
    bool beginsAtSeam(std::size_t index) const;
    bool endsAtSeam(std::size_t index) const;
};

/// See CanvasScene::totalUses.
std::vector<std::uint32_t> totalUses(const core::Stack& stack);

} // namespace layerloom::widgets
