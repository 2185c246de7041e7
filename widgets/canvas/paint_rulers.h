#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// Draws the ruler of the sources and the ruler of the output.
void paintRulers(QPainter& painter, const CanvasScene& scene);

} // namespace layerloom::widgets
