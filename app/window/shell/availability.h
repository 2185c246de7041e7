#pragma once

#include "app/document/document.h"
#include "app/window/shell/actions.h"

namespace layerloom::widgets {
class LoomCanvas;
}

namespace layerloom::app {

/// The preconditions that the document and its selection meet.
Need whatThereIs(const Document& document, const widgets::LoomCanvas& canvas);

/// True when there are layers and no problem is an error.
bool isMergeable(const Document& document);

/// Why the document cannot be merged, without a full stop. Empty when it can be merged or is empty.
QString mergeObstacle(const Document& document);

} // namespace layerloom::app
