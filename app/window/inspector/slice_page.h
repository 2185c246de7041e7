#pragma once

#include "app/window/inspector/inspector_page.h"

namespace layerloom::app {

/// The page of a slice: controls for its source and range, and its facts.
InspectorPage* newSlicePage(Document& document, QWidget* parent);

} // namespace layerloom::app
