#pragma once

#include "widgets/controls/widget_command.h"

#include <span>

namespace layerloom::widgets {

class LoomCanvas;

using CanvasCommand = WidgetCommand<LoomCanvas>;

/// All commands of the canvas with their texts and shortcuts. The program's menus take their rows from here. Keys that
/// move the caret are in caret_keys.h.
std::span<const CanvasCommand> canvasCommands();

/// The command with this id; null when there is none.
const CanvasCommand* findCanvasCommand(const char* id);

} // namespace layerloom::widgets
