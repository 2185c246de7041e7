#pragma once

#include "core/stack/edit.h"
#include "widgets/canvas/canvas_hit.h"
#include "widgets/canvas/canvas_layout.h"
#include "widgets/canvas/selection.h"

#include <QPointF>
#include <QString>

#include <memory>
#include <optional>

namespace layerloom::widgets {

/// The effect of a drag.
enum class DragKind {
    None,
    Sweep, ///< selects a range in one track
    RubberBand,
    Insert, ///< layers of a source track into the output
    Move, ///< blocks within the output; Ctrl: a copy, Shift: replacing others
    TrimFront,
    TrimBack,
    Slip,
    Roll,
    Pan,
};

/// True for drags that select and edit nothing.
constexpr bool selects(DragKind kind)
{
    return kind == DragKind::Sweep || kind == DragKind::RubberBand;
}

/// True for drags that move an edge, a seam or the layers of a slice.
constexpr bool shifts(DragKind kind)
{
    return kind == DragKind::TrimFront || kind == DragKind::TrimBack || kind == DragKind::Slip
        || kind == DragKind::Roll;
}

/// A press and the item it grabbed.
struct DragStart {
    DragKind kind = DragKind::None;
    CanvasHit hit;
    QPointF position;
    int gap = 0; ///< nearest to the press: the canvas may scroll during the drag
    Selection selection; ///< the dragged layers
};

enum class DropMode { Insert, Copy, Replace };

/// Position and mode of the pointer.
struct DragNow {
    QPointF position;
    DropMode mode = DropMode::Insert;
    bool snaps = false; ///< near a SnapPoint the drag holds on to it
};

/// The result of a drop.
struct DragOutcome {
    core::Edits edits; ///< empty: nothing
    QString text; ///< the undo step: "Insert A 8–31 at 24"
    QString title; ///< the label at the pointer
    QString detail;
    bool refused = false; ///< `detail` is the reason
    std::shared_ptr<const core::Stack> stack; ///< the output after it; null when nothing would change
    std::shared_ptr<const core::Preview> preview;
    std::optional<IndexRange> ghost; ///< in `stack`
    QString ghostLabel;
    int delta = 0; ///< layers that an edge or a seam is moved by
    std::optional<int> snappedAt; ///< index in `stack` that a drag holds on to
    Selection selection; ///< afterwards
};

/// The content at the press.
struct DragBase {
    const core::Stack& stack;
    const core::Preview& preview;
    const CanvasLayout& layout;
};

/// The kind of drag that a press on `hit` starts; `modifiers` are those at the press.
DragKind dragKindAt(const CanvasHit& hit, const Selection& selection, Qt::KeyboardModifiers modifiers);

/// The result of dropping at `now`. Pure.
DragOutcome outcomeOf(const DragBase& base, const DragStart& start, const DragNow& now);

/// The edits that move the grabbed edge, seam or slice by `delta` layers; none for other drags.
core::Edits shiftedBy(const DragBase& base, const DragStart& start, int delta);

/// The selection of a sweep or a rubber band.
Selection sweptSelection(const DragBase& base, const DragStart& start, QPointF now);

/// "48 layers, 1.4 B · new seam 23→8, distance 15": layers, parameters and new seams of a result.
QString factsOf(const core::Preview& before, const core::Preview& after);

} // namespace layerloom::widgets
