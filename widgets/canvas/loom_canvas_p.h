#pragma once

#include "widgets/canvas/canvas_drag.h"
#include "widgets/canvas/canvas_scene.h"
#include "widgets/canvas/loom_canvas.h"
#include "widgets/canvas/seam_card.h"
#include "widgets/controls/drag_label.h"

#include <QLineEdit>
#include <QPointer>
#include <QTimer>

namespace layerloom::widgets {

/// State of the canvas and what its mouse and keyboard halves share.
class LoomCanvas::Private {
public:
    explicit Private(LoomCanvas& canvas);

    LoomCanvas& q;

    StackPtr stack;
    PreviewPtr preview;
    StackPtr ghostStack;
    std::shared_ptr<const MeasuredStack> measured;
    bool wantsSensitivity = true;
    Selection selection;
    int anchor = 0; ///< where a range that is extended began
    int head = 0; ///< and where it ends now
    CanvasView view;
    bool fit = true;
    CanvasLayout layout; ///< of `stack`
    std::vector<std::uint32_t> uses;
    CanvasHit hover;

    DragStart start;
    bool dragging = false;
    DragOutcome outcome;
    CanvasLayout dragLayout; ///< of `outcome.stack`
    std::vector<std::uint32_t> dragUses;
    QPointF pointer;
    QPointF panScroll;
    QTimer autoScroll;
    DragLabel label;

    SeamCard card;
    QTimer cardTimer;
    QPointer<QLineEdit> rangeEdit;

    // loom_canvas.cpp
    CanvasMetrics metrics() const;
    void refit(bool mayGrow);
    void relayout();
    void updateScrollBars();
    CanvasScene scene() const;
    void setPitch(double pitch, double anchorX);
    void scrollIntoView(int index);
    void changeSelection(Selection next);
    bool anyMeasured() const;
    bool isBlank() const { return stack->setup.sources.empty() && stack->blocks.empty(); }

    // loom_canvas_mouse.cpp
    DragBase base() const { return {*stack, *preview, layout}; }
    void press(const CanvasHit& place, QPointF position, Qt::KeyboardModifiers modifiers);
    void pressBlock(const CanvasHit& place, Qt::KeyboardModifiers modifiers);
    void pressSlice(int index, Qt::KeyboardModifiers modifiers);
    void pressSeam(int index);
    void pressEmpty(QPointF position);
    void selectBlock(int track, int index);
    void extendTo(int track, int index);
    void dragTo(QPointF position, Qt::KeyboardModifiers modifiers);
    void updateOutcome(Qt::KeyboardModifiers modifiers);
    void drop();
    void click(const CanvasHit& place, Qt::KeyboardModifiers modifiers);
    void cancelDrag();
    void endDrag();
    void updateHover(QPointF position);
    void showCardFor(int seam);

    // loom_canvas_commands.cpp
    void request(const core::Edits& edits, const QString& text, const Selection& after);
    bool refuse(const core::Blocks& blocks);
    std::optional<IndexRange> target() const;
    std::optional<std::size_t> targetSlice() const;
    std::optional<std::size_t> targetSeam() const;
    std::optional<std::size_t> shownSeam() const;
    const core::Slice& slice(std::size_t index) const { return preview->slices[index]; }
    QString describeRange(const IndexRange& range) const;
    void moveTo(int before);
    QLineEdit& openRangeEdit();
    void closeRangeEdit();
    void acceptRange(const core::Slice& slice);

    // loom_canvas_keys.cpp
    bool keyMoves(const QKeyEvent& event);
    bool keyEdits(const QKeyEvent& event);
    bool keyAlt(const QKeyEvent& event);
    bool keySelects(const QKeyEvent& event);
    void moveCursor(int target, bool extend);
    int seamBeside(int from, int direction) const;
    void changeTrack(int direction);
};

} // namespace layerloom::widgets
