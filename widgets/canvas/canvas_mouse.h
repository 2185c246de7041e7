#pragma once

#include <Qt>

class QContextMenuEvent;
class QMouseEvent;

namespace layerloom::widgets {

class LoomCanvas;
struct CanvasHit;
struct CanvasParts;

/// The mouse buttons on the canvas: which gesture a press starts, and when the menu opens. During a trial a press only
/// ends the trial, because what is under the pointer is not the output.
class CanvasMouse {
public:
    /// Both outlive this.
    CanvasMouse(LoomCanvas& canvas, CanvasParts& parts)
        : m_canvas(canvas)
        , m_parts(parts)
    {}

    void press(const QMouseEvent& event);
    void move(const QMouseEvent& event);
    void release(const QMouseEvent& event);
    void doubleClick(const QMouseEvent& event);
    void openMenu(const QContextMenuEvent& event);

private:
    void pressRight();
    void pressMiddle(const QMouseEvent& event);
    void pressLeft(const QMouseEvent& event);
    void openMenuAtCursor();
    bool interruptsTrial();

    LoomCanvas& m_canvas;
    CanvasParts& m_parts;
    Qt::MouseButton m_held = Qt::NoButton; ///< the button of the gesture in progress
    bool m_skipsMenu = false; ///< the right button cancelled a drag
};

} // namespace layerloom::widgets
