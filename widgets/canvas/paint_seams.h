#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// Draws the vertical lines of the seams through the lanes below the output.
void paintGuides(QPainter& painter, const CanvasScene& scene);

/// Draws the badges, dots or ticks of the seams.
void paintSeams(QPainter& painter, const CanvasScene& scene);

} // namespace layerloom::widgets
