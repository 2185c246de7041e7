#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// Draws selection, current block, carets, problems, the frame of a trial, and the ghost and the snap line of a drag.
void paintMarks(QPainter& painter, const CanvasScene& scene);

/// Draws the rectangle of a selection by rubber band.
void paintRubberBand(QPainter& painter, const CanvasScene& scene, const QRectF& band);

} // namespace layerloom::widgets
