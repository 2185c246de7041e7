#pragma once

#include "widgets/canvas/canvas_content.h"
#include "widgets/canvas/canvas_hit.h"
#include "widgets/canvas/selection.h"

#include <QObject>

#include <optional>

namespace layerloom::widgets {

/// The selection of the canvas and the operations of mouse and keyboard on it. A range that is being extended goes from
/// its anchor to its head.
class CanvasSelection : public QObject {
    Q_OBJECT
public:
    /// `content` outlives this.
    explicit CanvasSelection(const CanvasContent& content);

    const Selection& value() const { return m_value; }
    /// True when layers, a seam or an end cap are selected.
    bool hasSomething() const { return !m_value.isEmpty() || m_value.seam || m_value.part; }
    /// The loose end of an extended range.
    int head() const { return m_head; }

    /// Selects `next`, limited to existing layers; the range goes from its first to its last layer.
    void set(const Selection& next);
    /// Selects `next` during a sweep: the anchor stays.
    void sweepTo(const Selection& next);
    /// Selects `previous` again after a cancelled sweep.
    void restore(const Selection& previous) { change(previous); }
    /// Removes layers that no longer exist; true when the selection changed. Emits nothing.
    bool limitToContent();

    void selectBlock(int track, int index);
    /// Selects from the anchor to `index`.
    void extendTo(int track, int index);
    /// Adds a block to the selection or removes it.
    void toggleBlock(int track, int index);
    void selectTrack(int track);
    void selectSlice(int index);
    /// Moves the caret to a slice that is selected already.
    void moveCaretToSlice(int index);
    void extendToSlice(int index);
    void toggleSlice(int index);
    /// True when all layers of the slice are selected.
    bool containsSlice(int index) const;
    /// Selects a seam by its index in the preview.
    void selectSeam(int index);
    void selectPart(core::Part part);
    /// Selects nothing and puts the caret before output layer `caret`.
    void placeCaret(int caret);

    void selectAll();
    void selectNone();
    /// Selects the slice at the cursor; in a source track all layers.
    void selectSliceAtCursor();
    void toggleCurrent();
    /// Selects the first position where layer `to` runs after layer `from`; false when there is none.
    bool selectTransition(int from, int to);
    /// Moves the cursor as in a text: without `extend` the selection is dropped.
    void moveCursor(int target, bool extend);
    /// Moves the keyboard to the next track below (+1) or above (-1): the sources, then the output.
    void changeTrack(int direction);

    /// The layers a command applies to: the selected range of the output, else the block after the caret.
    std::optional<IndexRange> target() const;
    std::optional<std::size_t> targetSlice() const;
    /// The selected seam, else the seam at the caret.
    std::optional<std::size_t> targetSeam() const;

Q_SIGNALS:
    void changed();

private:
    void change(Selection next);
    void change(Selection next, IndexRange range);
    IndexRange sliceRange(int index) const;
    /// The current selection if it is on `track`, else an empty one there; without seam and end cap.
    Selection onTrack(int track) const;

    const CanvasContent& m_content;
    Selection m_value;
    int m_anchor = 0;
    int m_head = 0;
};

} // namespace layerloom::widgets
