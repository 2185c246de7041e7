#pragma once

#include "widgets/canvas/canvas_content.h"
#include "widgets/canvas/canvas_editor.h"
#include "widgets/canvas/canvas_mouse.h"
#include "widgets/canvas/canvas_scene.h"
#include "widgets/canvas/canvas_selection.h"
#include "widgets/canvas/canvas_viewport.h"
#include "widgets/canvas/caret_keys.h"
#include "widgets/canvas/drag_controller.h"
#include "widgets/canvas/hover_tracker.h"
#include "widgets/canvas/range_edit.h"
#include "widgets/canvas/slice_editor.h"

#include <cstddef>
#include <optional>

namespace layerloom::widgets {

class LoomCanvas;

/// The parts of the canvas, and how they hang together: the canvas forwards its events to them.
struct CanvasParts {
    explicit CanvasParts(LoomCanvas& canvas);

    CanvasContent content;
    CanvasSelection selection;
    CanvasViewport viewport;
    CanvasEditor editor;
    SliceEditor slices;
    CaretKeys caretKeys;
    HoverTracker hover;
    DragController drag;
    RangeEdit rangeEdit;
    CanvasMouse mouse;

    /// Connects the signals of the parts to those of the canvas.
    void connectTo(LoomCanvas& canvas);
    /// Paints the scene on the canvas's viewport.
    void paint(LoomCanvas& canvas);
    /// The seam whose card is open, else the seam at the selection.
    std::optional<std::size_t> shownSeam();

private:
    CanvasScene currentScene(const LoomCanvas& canvas);
};

} // namespace layerloom::widgets
