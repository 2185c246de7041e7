#pragma once

#include "core/checks/preview.h"
#include "core/stack/stack.h"
#include "widgets/canvas/canvas_layout.h"
#include "widgets/canvas/selection.h"
#include "widgets/controls/measured_stack.h"
#include "widgets/controls/theme.h"

#include <QString>

#include <optional>
#include <vector>

class QPainter;

namespace layerloom::widgets {

/// Everything a picture of the canvas is made of. The pointers are never null and outlive the scene.
struct CanvasScene {
    const core::Stack* stack = nullptr;
    const core::Preview* preview = nullptr;
    const CanvasLayout* layout = nullptr;
    Theme theme;
    Selection selection;
    CanvasPlace hover;
    std::optional<IndexRange> ghost; ///< blocks that are not there yet, or would go
    QString ghostLabel;
    std::vector<std::uint32_t> totalUses; ///< how often each block's layer is used in all
    bool focused = false; ///< show the caret and the current block
    const MeasuredStack* measured = nullptr; ///< null when nothing is

    const core::Slice& slice(std::size_t index) const { return preview->slices[index]; }
    /// What the distance lane shows; null for layer distance.
    const MetricTables* metric() const { return measured != nullptr ? measured->metric.get() : nullptr; }
    bool isMissing(core::SourceIndex source) const { return core::modelOf(*stack, source) == nullptr; }
    /// Depth of a layer in its source: 0 input side, 1 output side.
    double depth(core::SourceIndex source, std::uint32_t layer) const;
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

/// Draws the whole canvas but its background.
void paintCanvas(QPainter& painter, const CanvasScene& scene);

/// Draws what the output would become by a recipe over the output track: dashed, with what it is.
void paintRecipeGhost(QPainter& painter, const CanvasScene& scene, const core::Stack& ghost);

// Its parts, in the order they are drawn.
void paintGuides(QPainter& painter, const CanvasScene& scene);
void paintThreads(QPainter& painter, const CanvasScene& scene);
void paintSensitivity(QPainter& painter, const CanvasScene& scene);
void paintTracks(QPainter& painter, const CanvasScene& scene);
void paintOutput(QPainter& painter, const CanvasScene& scene);
void paintDistances(QPainter& painter, const CanvasScene& scene);
void paintProfile(QPainter& painter, const CanvasScene& scene);
void paintMarks(QPainter& painter, const CanvasScene& scene);
void paintRulers(QPainter& painter, const CanvasScene& scene);
void paintSeams(QPainter& painter, const CanvasScene& scene);
void paintSensitivityNames(QPainter& painter, const CanvasScene& scene);
void paintHeaders(QPainter& painter, const CanvasScene& scene);

/// A run of blocks of one source that are drawn as one piece.
struct BlockRun {
    int track = kOutputTrack;
    int begin = 0;
    int end = 0;
    bool roundLeft = true;
    bool roundRight = true;
};
void paintRun(QPainter& painter, const CanvasScene& scene, const BlockRun& run);

} // namespace layerloom::widgets
