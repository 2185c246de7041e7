#pragma once

#include "widgets/canvas/canvas_selection.h"
#include "widgets/canvas/canvas_viewport.h"

class QKeyEvent;

namespace layerloom::widgets {

/// Keys that move the caret: ←, →, Home, End and Page keys within a track (Ctrl: to the next seam; Shift: extend the
/// selection), ↑ and ↓ between tracks. Keys of commands are in canvas_commands.h.
class CaretKeys {
public:
    /// All outlive this.
    CaretKeys(const CanvasContent& content, CanvasSelection& selection, CanvasViewport& viewport);

    /// False when the key is not one of these.
    bool handle(const QKeyEvent& event);

private:
    void move(int target, bool extend);
    /// The next seam (in a source track the end) in a direction.
    int seamBeside(int from, int direction) const;

    const CanvasContent& m_content;
    CanvasSelection& m_selection;
    CanvasViewport& m_viewport;
};

} // namespace layerloom::widgets
