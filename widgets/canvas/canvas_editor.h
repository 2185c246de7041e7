#pragma once

#include "core/stack/edit.h"
#include "widgets/canvas/canvas_selection.h"
#include "widgets/canvas/canvas_viewport.h"

#include <QObject>
#include <QString>

namespace layerloom::widgets {

/// Turns commands into edits of the output. The listener of editRequested() applies them and shows the new stack before
/// the signal returns; then the result is selected and scrolled into view.
class CanvasEditor : public QObject {
    Q_OBJECT
public:
    /// All outlive this.
    CanvasEditor(const CanvasContent& content, CanvasSelection& selection, CanvasViewport& viewport);

    /// Requests one undo step named `text`; when it was applied, selects `after`.
    void request(const core::Edits& edits, const QString& text, const Selection& after);
    /// Reports why blocks cannot be stacked here; false when they can.
    bool refuses(const core::Blocks& blocks);

    /// Inserts blocks at the caret. `text` names the undo step.
    void insert(const core::Blocks& blocks, const QString& text);
    /// Inserts the layers selected in a source track at the caret. The keyboard stays in the source track.
    void insertSelection();
    /// The same in place of the layers after the caret.
    void replaceWithSelection();
    /// Copies the selected layers to the clipboard, as a layer expression.
    void copy() const;
    /// Copies and removes the selected layers of the output.
    void cut();
    /// Inserts the layer expression on the clipboard at the caret, or emits pasteRefused().
    void paste();

    void duplicate();
    void remove();
    /// Removes the selection; without one the block before the caret.
    void removeBackwards();
    /// Moves the target by ±1 layer.
    void move(int layers);
    /// Moves the target before (-1) or after (+1) the neighbouring slice.
    void movePastSlice(int direction);
    /// Moves the target to the beginning (-1) or the end (+1) of the output.
    void moveToEnd(int direction);

Q_SIGNALS:
    /// One undo step: "Insert A 8–31 at 24".
    void editRequested(const layerloom::core::Edits& edits, const QString& text);
    /// An edit is not possible; `sentence` is the reason.
    void editRefused(const QString& sentence);
    /// `text` is not a layer expression of this stack.
    void pasteRefused(const QString& text, const QString& reason);

private:
    void moveTo(int before);
    core::Blocks blocksIn(const IndexRange& range) const;

    const CanvasContent& m_content;
    CanvasSelection& m_selection;
    CanvasViewport& m_viewport;
};

} // namespace layerloom::widgets
