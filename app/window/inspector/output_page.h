#pragma once

#include "app/window/inspector/inspector_page.h"

namespace layerloom::app {

/// The page of the whole output: nothing is selected.
InspectorPage* newOutputPage(Document& document, QWidget* parent);

} // namespace layerloom::app
