#pragma once

#include "core/checks/preview.h"
#include "core/stack/edit.h"
#include "core/stack/stack.h"
#include "widgets/canvas/canvas_hit.h"
#include "widgets/canvas/selection.h"
#include "widgets/controls/measured_stack.h"

#include <QAbstractScrollArea>
#include <QList>
#include <QUrl>

#include <memory>

namespace layerloom::widgets {

/// The loom: source tracks above, threads, the output below, its seams and distances. It shows values and says what a
/// person wants to change; it changes nothing itself. Whoever listens to editRequested() applies the edits and calls
/// setStack() before returning.
class LoomCanvas : public QAbstractScrollArea {
    Q_OBJECT
public:
    using StackPtr = std::shared_ptr<const core::Stack>;
    using PreviewPtr = std::shared_ptr<const core::Preview>;

    enum class Lane { Threads, Seams, Distances, Profile, Sensitivity };

    explicit LoomCanvas(QWidget* parent = nullptr);
    ~LoomCanvas() override;

    /// REQUIRES: `preview` was made of `stack`. Places of the selection that are gone are dropped.
    void setStack(StackPtr stack, PreviewPtr preview);
    const StackPtr& stack() const;
    /// What the output would become (a recipe being tried), drawn over it; null ends it.
    void setGhost(StackPtr ghost);

    /// What was measured of the stack's models; null when nothing was. A lane of layers' sensitivity appears with it.
    void setMeasured(std::shared_ptr<const MeasuredStack> measured);

    const Selection& selection() const;
    void setSelection(const Selection& selection);
    /// The output caret: something would be inserted before this block.
    Q_INVOKABLE int caret() const;
    /// The output as a layer expression.
    Q_INVOKABLE QString expression() const;
    /// The blocks chosen in the track that has the keyboard.
    core::Blocks selectedBlocks() const;
    /// Inserts what a text says in the language of layer expressions, at the caret.
    void pasteText(const QString& text);
    /// Inserts blocks at the caret, or says why they do not fit. `text` names the step: "Paste A 20–26".
    void insertBlocks(const core::Blocks& blocks, const QString& text);

    // Where things are, in coordinates of this widget (the viewport fills it). Empty for what is not there.
    Q_INVOKABLE QRect blockRect(int track, int index) const;
    Q_INVOKABLE QRect sliceBarRect(int slice) const;
    Q_INVOKABLE QRect seamRect(int seam) const;
    Q_INVOKABLE QRect endCapRect(int part) const;
    Q_INVOKABLE QRect trackHeaderRect(int track) const;
    Q_INVOKABLE QRect sensitivityRect(int track) const;
    CanvasHit hitAt(QPoint position) const;

    double pixelsPerLayer() const;
    bool isFit() const;
    /// The level of detail blocks are drawn with, 0 to 4.
    int detailLevel() const;
    void setLaneShown(Lane lane, bool shown);
    bool isLaneShown(Lane lane) const;
    /// True while a drag is going on.
    bool isDragging() const;
    /// What the label at the pointer says during a drag; empty otherwise.
    Q_INVOKABLE QString dragLabel() const;
    /// What the card of the hovered or focused seam says; empty when none is shown.
    Q_INVOKABLE QString seamCardText() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public Q_SLOTS:
    void zoomFit();
    void zoomToSelection();
    void zoomIn();
    void zoomOut();
    void setPixelsPerLayer(double pixels);
    void scrollToBlock(int index);

    void selectAll();
    void selectNone();
    void selectSlice();
    void toggleCurrent();
    void goToLayer(int index);
    /// Chooses the first place where layer `to` runs after layer `from`; nothing when there is none.
    void selectTransition(int from, int to);
    void insertSelection(); ///< Enter: the layers chosen in a source track, at the output caret
    void replaceWithSelection(); ///< Shift+Enter: the same in place of the output's last selection
    void copySelection() const; ///< to the clipboard, as a layer expression
    void cutSelection();
    void paste();
    void duplicateSelection();
    void removeSelection();
    void moveSelection(int layers); ///< by ±1
    void moveSelectionPastSlice(int direction);
    void moveSelectionToEnd(int direction);
    void slipSelection(int layers); ///< same length, other source layers
    void splitAtCaret();
    void joinAtCaret();
    void rollSeam(int layers); ///< the chosen seam, or the one at the caret
    void
    trimSeam(int side,
             int layers); ///< side -1: the slice before the seam ends elsewhere; +1: the one after begins
    void editRangeInPlace(); ///< F2: type the range of the slice at the caret
    void showSeamCard(); ///< the card of the seam at the caret, by the keyboard

Q_SIGNALS:
    void selectionChanged();
    /// One undo step: "Insert A 8–31 at 24".
    void editRequested(const layerloom::core::Edits& edits, const QString& text);
    /// Something was not possible; why, as a sentence.
    void editRefused(const QString& sentence);
    /// What the drag in progress would make; null when it ends.
    void dragPreviewChanged(std::shared_ptr<const layerloom::core::Stack> stack,
                            std::shared_ptr<const layerloom::core::Preview> preview);
    void dropped(const QList<QUrl>& urls, const QString& text);
    /// `place` is selected already.
    void contextMenuRequested(const layerloom::widgets::CanvasHit& place, QPoint globalPosition);
    /// An end cap was clicked: offer the sources of the part.
    void partMenuRequested(layerloom::core::Part part, QPoint globalPosition);
    /// What was offered in MeasuredStack::offer was wished for.
    void measureRequested();
    void zoomChanged();
    /// Esc where nothing was going on: whoever shows a preview may end it.
    void escapePressed();

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent* event) override;

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace layerloom::widgets
