#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// Draws the sensitivity lane above each source track: drop losses upwards, repeat losses downwards.
void paintSensitivity(QPainter& painter, const CanvasScene& scene);

/// Draws the names of those lanes.
void paintSensitivityNames(QPainter& painter, const CanvasScene& scene);

} // namespace layerloom::widgets
