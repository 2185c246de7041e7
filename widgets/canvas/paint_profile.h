#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// Draws the depth profile: source layer over output layer.
void paintProfile(QPainter& painter, const CanvasScene& scene);

} // namespace layerloom::widgets
