#pragma once

#include "app/window/inspector/inspector_page.h"

namespace layerloom::app {

/// The page of one layer or several of one track: facts, and of a single layer its tensors.
InspectorPage* newLayersPage(Document& document, QWidget* parent);

} // namespace layerloom::app
