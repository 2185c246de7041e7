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
    /// Inserts a layer expression at the caret, or emits pasteRefused().
    void paste(const QString& expression);

    void duplicate();
    void remove();
    /// Removes the selection; without one the block before the caret.
    void removeBackwards();
    void move(int layers);
    void movePastSlice(int direction);
    void moveToEnd(int direction);

Q_SIGNALS:
    void editRequested(const layerloom::core::Edits& edits, const QString& text);
    void editRefused(const QString& sentence);
    void pasteRefused(const QString& text, const QString& reason);

private:
    void moveTo(int before);
    core::Blocks blocksIn(const IndexRange& range) const;

    const CanvasContent& m_content;
    CanvasSelection& m_selection;
    CanvasViewport& m_viewport;
};

} // namespace layerloom::widgets
