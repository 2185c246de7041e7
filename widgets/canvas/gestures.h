#pragma once

#include "widgets/canvas/canvas_hit.h"

#include <QString>

#include <span>

namespace layerloom::widgets {

/// Where a gesture begins.
enum class GesturePlace {
    OutputLayer,
    SourceLayer,
    SourceName,
    SliceBar,
    SliceEdge,
    Seam,
    Thread,
    Interlock,
    EndCap,
    Empty
};

/// A gesture of the mouse on the canvas. The sheet of keys and the status bar show these.
struct Gesture {
    GesturePlace place;
    bool isDuringDrag; ///< what can be done while the button is held
    const char* gesture; ///< "Drag", to be translated in the context "Gestures"
    const char* outcome; ///< "roll the seam", the same
};

/// Every gesture, ordered by place.
std::span<const Gesture> gestures();

/// The place of an item of the canvas.
GesturePlace gesturePlace(const CanvasHit& hit);
/// "Layer of the output", as a title.
QString placeTitle(GesturePlace place);
/// What can be done at a place, in one line: "Click: caret · Drag: select layers".
QString gestureLine(GesturePlace place, bool isDuringDrag);

/// A text of the table in the user's language.
QString gestureText(const char* text);

} // namespace layerloom::widgets
