#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// Draws the distance lane: a bar for each seam, with its value.
void paintDistances(QPainter& painter, const CanvasScene& scene);

} // namespace layerloom::widgets
