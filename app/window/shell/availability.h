#pragma once

#include "app/document/document.h"
#include "app/window/shell/actions.h"

namespace layerloom::widgets {
class LoomCanvas;
}

namespace layerloom::app {

/// What there is in a document and its selection, for the commands that need it.
Need whatThereIs(const Document& document, const widgets::LoomCanvas& canvas);

/// True when there are layers and no problem is an error.
bool isMergeable(const Document& document);

/// Why the document cannot be merged, as a sentence without its full stop; empty when it can, and when it is empty.
QString mergeObstacle(const Document& document);

} // namespace layerloom::app
