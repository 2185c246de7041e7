#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// Draws the ribbons from source layers to output slices; with many slices only the hovered and the selected ones.
void paintThreads(QPainter& painter, const CanvasScene& scene);

} // namespace layerloom::widgets
