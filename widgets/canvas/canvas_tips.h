#pragma once

#include "widgets/canvas/annotated_stack.h"
#include "widgets/canvas/canvas_hit.h"

#include <QString>

namespace layerloom::widgets {

/// The tool tip of an item of the canvas; empty for items without one (seams have a card). Lines end with \n.
QString tipFor(const AnnotatedStack& annotated, const CanvasHit& hit);

} // namespace layerloom::widgets
