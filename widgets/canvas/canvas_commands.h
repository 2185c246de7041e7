#pragma once

#include <span>

class QAction;

namespace layerloom::widgets {

class LoomCanvas;

/// A command of the canvas.
struct CanvasCommand {
    const char* id; ///< "edit.cut"
    const char* text; ///< to be translated in the context "Actions"
    const char* icon; ///< name in the icon set; nullptr: none
    const char* shortcuts; ///< "Ctrl++; Ctrl+="
    void (*run)(LoomCanvas& canvas);
};

/// All commands of the canvas: the only place that says their texts and shortcuts. The program's menus take their rows
/// from here. Keys that move the caret are no commands, see caret_keys.h.
std::span<const CanvasCommand> canvasCommands();

/// The command with this id; null when it is none of the canvas.
const CanvasCommand* findCanvasCommand(const char* id);

/// Adds an action for each command to a canvas that stands alone, outside the program's window.
void addCanvasActions(LoomCanvas& canvas);

} // namespace layerloom::widgets
