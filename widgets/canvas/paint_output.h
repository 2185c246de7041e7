#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// Draws the output track: slice bars, blocks and splits, or a hint when it is empty.
void paintOutput(QPainter& painter, const CanvasScene& scene);

} // namespace layerloom::widgets
