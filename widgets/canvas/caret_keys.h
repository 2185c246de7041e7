#pragma once

#include "widgets/canvas/canvas_selection.h"
#include "widgets/canvas/canvas_viewport.h"

#include <Qt>

#include <span>

class QKeyEvent;

namespace layerloom::widgets {

/// What a key moves the caret to: the next layer, seam (in a source track: end), page or end of the track, or another
/// track. Scroll moves the view instead.
enum class CaretStep { Layer, Seam, Page, End, Track, Scroll };

/// A key that moves the caret. With Shift it extends the selection.
struct CaretKey {
    QKeyCombination keys;
    const char* text; ///< to be translated in the context "Actions"
    CaretStep step;
    int direction; ///< -1: towards the input side or up
};

/// All keys that move the caret. Keys of commands are in canvas_commands.h.
std::span<const CaretKey> caretKeys();

/// Moves the caret of the canvas by the keys of caretKeys().
class CaretKeys {
public:
    /// All outlive this.
    CaretKeys(const CanvasContent& content, CanvasSelection& selection, CanvasViewport& viewport);

    /// False when the key is not one of these.
    bool handle(const QKeyEvent& event);

private:
    void run(const CaretKey& key, bool extend);
    int target(const CaretKey& key, bool extend) const;
    /// The next seam (in a source track the end) in a direction.
    int seamBeside(int from, int direction) const;

    const CanvasContent& m_content;
    CanvasSelection& m_selection;
    CanvasViewport& m_viewport;
};

} // namespace layerloom::widgets
