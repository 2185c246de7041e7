#pragma once

#include "core/checks/preview.h"
#include "core/stack/edit.h"
#include "core/stack/stack.h"
#include "widgets/canvas/canvas_hit.h"
#include "widgets/canvas/canvas_view.h"
#include "widgets/canvas/loss_valley.h"
#include "widgets/canvas/selection.h"
#include "widgets/controls/stack_insight.h"

#include <QAbstractScrollArea>
#include <QList>
#include <QUrl>

#include <memory>

namespace layerloom::widgets {

class CanvasEditor;
class CanvasSelection;
class SliceEditor;
struct CanvasParts;

/// The loom: source tracks above, threads, the output below, its seams and distances. It shows values and requests edits;
/// it changes nothing itself. The listener of editRequested() applies the edits and calls setStack() before it returns.
///
/// This class forwards events to its parts: CanvasSelection (selection and caret), CaretKeys (keyboard), DragController
/// (mouse gestures), HoverTracker (hover, tips, seam card), CanvasViewport (zoom, scrolling, layout), CanvasEditor and
/// SliceEditor (commands), RangeEdit (the field over a slice). The paint functions draw a CanvasScene.
class LoomCanvas : public QAbstractScrollArea {
    Q_OBJECT
public:
    using StackPtr = std::shared_ptr<const core::Stack>;
    using PreviewPtr = std::shared_ptr<const core::Preview>;

    using Lane = CanvasLane;

    explicit LoomCanvas(QWidget* parent = nullptr);
    ~LoomCanvas() override;

    /// Limits the selection to the new stack. REQUIRES: `preview` was made of `stack`
    void setStack(StackPtr stack, PreviewPtr preview);
    const StackPtr& stack() const;
    /// Shows another stack in all lanes, as a drag does, until null ends it. REQUIRES: `preview` was made of `stack`
    void setTrial(StackPtr stack, PreviewPtr preview);
    bool hasTrial() const;
    /// Predicts the loss increase of a stack in nats per token, in far less than a millisecond; nullopt when its models are
    /// not measured. Drags of edges and seams show a curve of it.
    void setLossPredictor(LossPredictor predictor);

    /// Drags hold on to seams, ends of sources and equal layers. Holding N during a drag inverts it.
    void setSnapping(bool snapping);
    bool isSnapping() const;

    /// Measurements of the stack's models; null: none. With sensitivity, a lane appears above each source track.
    void setMeasured(std::shared_ptr<const StackInsight> measured);

    const Selection& selection() const;
    void setSelection(const Selection& selection);
    /// The output caret: insertions go before this block.
    Q_INVOKABLE int caret() const;
    /// The output as a layer expression.
    Q_INVOKABLE QString expression() const;
    /// The selected blocks of the track that has the keyboard.
    core::Blocks selectedBlocks() const;
    /// Inserts blocks at the caret, or emits editRefused(). `text` names the undo step: "Paste A 20–26".
    void insertBlocks(const core::Blocks& blocks, const QString& text);

    // The parts that carry out commands, see canvas_commands.h.
    CanvasSelection& selectionCommands();
    CanvasEditor& editor();
    SliceEditor& sliceEditor();

    // Positions in coordinates of this widget (the viewport fills it). Empty when the block, slice or seam does not exist.
    Q_INVOKABLE QRect blockRect(int track, int index) const;
    Q_INVOKABLE QRect sliceBarRect(int slice) const;
    Q_INVOKABLE QRect seamRect(int seam) const;
    Q_INVOKABLE QRect endCapRect(int part) const;
    /// The bracket over interlock `index` of core::recogniseInterlocks().
    Q_INVOKABLE QRect interlockRect(int index) const;
    Q_INVOKABLE QRect trackHeaderRect(int track) const;
    /// Bars and blocks of the output, also while it has no layers.
    Q_INVOKABLE QRect outputRect() const;
    Q_INVOKABLE QRect sensitivityRect(int track) const;
    CanvasHit hitAt(QPoint position) const;

    double pixelsPerLayer() const;
    bool isFit() const;
    /// The level of detail of blocks, 0 to 4.
    int detailLevel() const;
    void setLaneShown(Lane lane, bool shown);
    bool isLaneShown(Lane lane) const;
    /// True during a drag.
    bool isDragging() const;
    /// Text of the label at the pointer during a drag; empty otherwise.
    Q_INVOKABLE QString dragLabel() const;
    /// Text of the open seam card; empty when none is open.
    Q_INVOKABLE QString seamCardText() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public Q_SLOTS:
    void zoomFit();
    void zoomToSelection();
    void zoomIn();
    void zoomOut();
    void zoomNormal();
    void setPixelsPerLayer(double pixels);
    void scrollToBlock(int index);

    void goToLayer(int index);
    /// Selects the first position where layer `to` runs after layer `from`; does nothing when there is none.
    void selectTransition(int from, int to);
    void rollSeam(int layers); ///< the selected seam, or the one at the caret
    /// Side -1: changes the end of the slice before the seam; +1: the beginning of the slice after it.
    void trimSeam(int side, int layers);
    void editRangeInPlace(); ///< opens a field for the range of the slice at the caret
    void showSeamCard(); ///< opens the card of the seam at the caret

Q_SIGNALS:
    void selectionChanged();
    /// One undo step: "Insert A 8–31 at 24".
    void editRequested(const layerloom::core::Edits& edits, const QString& text);
    /// An edit was not possible; `sentence` is the reason.
    void editRefused(const QString& sentence);
    /// The pasted text is not a layer expression of this stack.
    void pasteRefused(const QString& text, const QString& reason);
    /// The result of the drag in progress; null when it ends.
    void dragPreviewChanged(std::shared_ptr<const layerloom::core::Stack> stack,
                            std::shared_ptr<const layerloom::core::Preview> preview);
    void dropped(const QList<QUrl>& urls, const QString& text);
    /// `hit` is already selected.
    void contextMenuRequested(const layerloom::widgets::CanvasHit& hit, QPoint globalPosition);
    /// An end cap was clicked: the listener offers the sources of the part.
    void partMenuRequested(layerloom::core::Part part, QPoint globalPosition);
    /// The offer in StackInsight::offer was accepted.
    void measureRequested();
    void zoomChanged();
    /// Esc without a drag or an open card, during a trial or with nothing selected.
    void escapePressed();
    /// The user turned to the output during a trial: the listener ends it.
    void trialInterrupted();
    /// A double click on the bracket over an interlock, which is selected.
    void interlockActivated();

protected:
    bool event(QEvent* event) override;
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
    std::unique_ptr<CanvasParts> m_parts;
};

} // namespace layerloom::widgets
