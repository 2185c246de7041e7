#pragma once

#include "core/stack/stack.h"

#include <QMetaType>
#include <QPointF>

namespace layerloom::widgets {

class CanvasLayout;

/// The item of the canvas under a point.
struct CanvasHit {
    enum class Kind {
        Nothing,
        Block, ///< `track`, `index`
        TrackHeader, ///< `track`
        SliceBar, ///< `index` of the slice
        SliceFront, ///< the edge of a slice bar at the input side
        SliceBack,
        Seam, ///< `index` of the seam
        EndCap, ///< `part`
        Thread, ///< `index` of the slice
        Interlock, ///< `index` of the bracket
    };

    Kind kind = Kind::Nothing;
    int track = -1;
    int index = 0;
    core::Part part = core::Part::Embeddings;

    bool isSlice() const
    {
        return kind == Kind::SliceBar || kind == Kind::SliceFront || kind == Kind::SliceBack;
    }
    bool operator==(const CanvasHit&) const = default;
};

/// The topmost item at `position` (viewport coordinates).
CanvasHit hitTest(const CanvasLayout& layout, QPointF position);

} // namespace layerloom::widgets

Q_DECLARE_METATYPE(layerloom::widgets::CanvasHit)
