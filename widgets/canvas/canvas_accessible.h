#pragma once

namespace layerloom::widgets {

class LoomCanvas;

/// Gives a canvas its accessible interface: a list with one item for each output layer. The constructor calls it first.
void installCanvasAccessibility(LoomCanvas& canvas);

/// Notifies assistive technology of a changed stack.
void announceStack(LoomCanvas& canvas);
/// Notifies assistive technology of the position of the keyboard and of the selection.
void announceCursor(LoomCanvas& canvas);

} // namespace layerloom::widgets
