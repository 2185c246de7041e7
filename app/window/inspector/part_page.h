#pragma once

#include "app/window/inspector/inspector_page.h"

namespace layerloom::app {

/// The page of an end cap: the source that gives the part, and the consequence.
InspectorPage* newPartPage(Document& document, QWidget* parent);

} // namespace layerloom::app
