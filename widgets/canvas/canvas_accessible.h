#pragma once

namespace layerloom::widgets {

class LoomCanvas;

/// Installs the accessible interface of LoomCanvas: a list with one item for each output layer. May be called repeatedly.
void installCanvasAccessibility();

/// Notifies assistive technology of a changed stack.
void announceStack(LoomCanvas& canvas);
/// Notifies assistive technology of the position of the keyboard.
void announceCursor(LoomCanvas& canvas);

} // namespace layerloom::widgets
