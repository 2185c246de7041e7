#pragma once

namespace layerloom::widgets {

class LoomCanvas;

/// Makes the canvas readable for assistive technology: a list with one item for every output layer. May be called often.
void installCanvasAccessibility();

/// Tells assistive technology that the layers are others now.
void announceStack(LoomCanvas& canvas);
/// Tells assistive technology where the keyboard is.
void announceCursor(LoomCanvas& canvas);

} // namespace layerloom::widgets
