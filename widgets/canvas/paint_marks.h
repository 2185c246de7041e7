#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// Draws selection, current block, carets, problems and the ghost of a drag.
void paintMarks(QPainter& painter, const CanvasScene& scene);

/// Draws the preview of a recipe over the output track, dashed and labelled.
void paintRecipeGhost(QPainter& painter, const CanvasScene& scene, const core::Stack& ghost);

/// Draws the rectangle of a selection by rubber band.
void paintRubberBand(QPainter& painter, const CanvasScene& scene, const QRectF& band);

} // namespace layerloom::widgets
