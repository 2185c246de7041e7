#pragma once

#include "app/window/inspector/inspector_page.h"

namespace layerloom::app {

/// The page of a slice: its source and range to change, and its facts.
InspectorPage* newSlicePage(Document& document, QWidget* parent);

} // namespace layerloom::app
