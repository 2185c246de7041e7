#pragma once

#include "core/stack/edit.h"
#include "widgets/canvas/canvas_layout.h"
#include "widgets/canvas/selection.h"

#include <QPointF>
#include <QString>

#include <memory>
#include <optional>

namespace layerloom::widgets {

/// What a press that turns into a drag does.
enum class DragKind {
    None,
    Sweep, ///< selects a range in one track
    RubberBand,
    Insert, ///< layers of a source track into the output
    Move, ///< blocks within the output; with Ctrl a copy, with Shift in place of others
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

/// A press and what it took hold of.
struct DragStart {
    DragKind kind = DragKind::None;
    CanvasHit place;
    QPointF position;
    int gap = 0; ///< nearest to the press: the canvas may scroll while something is dragged
    Selection selection; ///< what is dragged
};

enum class DropMode { Insert, Copy, Replace };

/// Where the pointer is now.
struct DragNow {
    QPointF position;
    DropMode mode = DropMode::Insert;
};

/// What letting go now would do. Pure: nothing is changed by asking.
struct DragOutcome {
    core::Edits edits; ///< empty: nothing
    QString text; ///< the undo step: "Insert A 8–31 at 24"
    QString title; ///< the label at the pointer
    QString detail;
    bool refused = false; ///< `detail` is the reason
    std::shared_ptr<const core::Stack> stack; ///< what the output would be; null when nothing would change
    std::shared_ptr<const core::Preview> preview;
    std::optional<IndexRange> ghost; ///< in `stack`
    QString ghostLabel;
    Selection selection; ///< afterwards
};

/// What the canvas is dragged on: how it was at the press.
struct DragBase {
    const core::Stack& stack;
    const core::Preview& preview;
    const CanvasLayout& layout;
};

/// What a press at `place` would drag; `modifiers` are those at the press.
DragKind dragKindAt(const CanvasHit& place, const Selection& selection, Qt::KeyboardModifiers modifiers);

DragOutcome outcomeOf(const DragBase& base, const DragStart& start, const DragNow& now);

/// The selection a sweep or a rubber band makes.
Selection sweptSelection(const DragBase& base, const DragStart& start, QPointF now);

/// Layers, parameters and the seams that are new, of what a drag or a command would make.
QString factsOf(const core::Preview& before, const core::Preview& after);

} // namespace layerloom::widgets
