#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// Draws the column at the left (names of tracks and lanes) and the end caps of the output.
void paintHeaders(QPainter& painter, const CanvasScene& scene);

} // namespace layerloom::widgets
