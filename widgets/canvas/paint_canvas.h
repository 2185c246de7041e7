#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// Draws the whole canvas except its background.
void paintCanvas(QPainter& painter, const CanvasScene& scene);

} // namespace layerloom::widgets
