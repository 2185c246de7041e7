#pragma once

#include "widgets/canvas/canvas_drag.h"
#include "widgets/canvas/canvas_editor.h"
#include "widgets/canvas/canvas_hit.h"
#include "widgets/canvas/canvas_scene.h"
#include "widgets/controls/drag_label.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace layerloom::widgets {

/// Mouse gestures with a button held, as a state machine:
///
///   Idle --press()--> Pressed --moveTo() past the threshold--> Dragging --release()--> Idle (drop)
///                     Pressed --release()--> Idle (click)      Dragging --cancel()---> Idle
///   Idle --pan()----> Panning --release()--> Idle
///
/// A drag that selects changes the selection at once; every other drag shows its outcome and edits only at the drop.
class DragController : public QObject {
    Q_OBJECT
public:
    /// All outlive this.
    DragController(QAbstractScrollArea& area, const CanvasContent& content, CanvasSelection& selection,
                   CanvasViewport& viewport, CanvasEditor& editor);

    bool isDragging() const { return m_state == State::Dragging; }
    bool isPanning() const { return m_state == State::Panning; }
    /// Title and detail of the label at the pointer; empty when it is hidden.
    QString labelText() const;

    /// Selects the pressed item and stores it for the drag.
    void press(const CanvasHit& hit, QPointF position, Qt::KeyboardModifiers modifiers);
    void pan(QPointF position);
    void moveTo(QPointF position, Qt::KeyboardModifiers modifiers);
    void release(QPointF position, Qt::KeyboardModifiers modifiers);
    /// Forgets the pressed item, so that the release is no click.
    void forgetPress();
    /// Ends the gesture without an edit; a sweep restores the selection.
    void cancel();
    /// Updates the outcome of a drag when a modifier key goes down or up.
    void setModifiers(Qt::KeyboardModifiers modifiers);
    /// Whether drags hold on to snap points, and whether the key that inverts it is held in this drag.
    void setSnapping(bool snapping) { m_snaps = snapping; }
    bool isSnapping() const { return m_snaps; }
    void setSnapKeyHeld(bool held);
    /// Drags of edges and seams show a curve of predicted losses.
    void setLossPredictor(LossPredictor predictor) { m_predictor = std::move(predictor); }

    /// Replaces the scene by the outcome of the drag; false when there is none.
    bool showOutcome(CanvasScene& scene) const;
    std::optional<QRectF> rubberBand() const;

Q_SIGNALS:
    void dragStarted();
    /// The outcome of the drag, null when it would change nothing or the drag ended.
    void previewChanged(std::shared_ptr<const layerloom::core::Stack> stack,
                        std::shared_ptr<const layerloom::core::Preview> preview);
    void partClicked(layerloom::core::Part part);

private:
    enum class State { Idle, Pressed, Dragging, Panning };

    DragBase base() const { return {*m_content.stack, *m_content.preview, m_viewport.layout()}; }
    void pressBlock(const CanvasHit& hit, Qt::KeyboardModifiers modifiers);
    void pressSlice(int index, Qt::KeyboardModifiers modifiers);
    void pressEmpty(QPointF position);
    void click(Qt::KeyboardModifiers modifiers);
    void updateOutcome(Qt::KeyboardModifiers modifiers);
    void layOutOutcome();
    void showValley();
    void scrollAtEdge();
    void drop();
    void reset();

    QAbstractScrollArea& m_area;
    const CanvasContent& m_content;
    CanvasSelection& m_selection;
    CanvasViewport& m_viewport;
    CanvasEditor& m_editor;

    State m_state = State::Idle;
    DragStart m_start;
    QPointF m_pointer;
    QPointF m_scrollAtPress; ///< of a pan
    bool m_snaps = true;
    bool m_snapKeyHeld = false;
    LossPredictor m_predictor;
    std::shared_ptr<const LossValley> m_valley; ///< of the edge being dragged
    DragOutcome m_outcome;
    CanvasLayout m_layout; ///< of `m_outcome.stack`
    std::vector<std::uint32_t> m_totalUses; ///< of `m_outcome.stack`
    QTimer m_autoScroll;
    DragLabel m_label;
};

} // namespace layerloom::widgets
