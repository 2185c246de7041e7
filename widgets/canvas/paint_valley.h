#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// Paints the curve of predicted losses above the output while an edge or a seam is dragged.
void paintValley(QPainter& painter, const CanvasScene& scene);

} // namespace layerloom::widgets
