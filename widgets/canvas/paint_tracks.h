#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// Draws the source tracks and the lines that mark their used layers.
void paintTracks(QPainter& painter, const CanvasScene& scene);

} // namespace layerloom::widgets
