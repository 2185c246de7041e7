#pragma once

#include "widgets/controls/widget_command.h"

#include <span>

namespace layerloom::app {

class LayerTableView;

/// All commands of the layer table with their texts and shortcuts.
std::span<const widgets::WidgetCommand<LayerTableView>> layerTableCommands();

} // namespace layerloom::app
