#pragma once

#include "app/window/inspector/inspector_page.h"

namespace layerloom::app {

/// The page of a seam: the layers that meet, and the small moves with the result of each.
InspectorPage* newSeamPage(Document& document, QWidget* parent);

} // namespace layerloom::app
