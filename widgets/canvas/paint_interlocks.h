#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// Paints a bracket with the group size over each interlock of the output.
void paintInterlocks(QPainter& painter, const CanvasScene& scene);

} // namespace layerloom::widgets
