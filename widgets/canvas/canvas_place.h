#pragma once

#include "core/stack/stack.h"

#include <QMetaType>

namespace layerloom::widgets {

/// Something on the canvas that a pointer can be over.
struct CanvasPlace {
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
    };

    Kind kind = Kind::Nothing;
    int track = -1;
    int index = 0;
    core::Part part = core::Part::Embeddings;

    bool isSlice() const
    {
        return kind == Kind::SliceBar || kind == Kind::SliceFront || kind == Kind::SliceBack;
    }
    bool operator==(const CanvasPlace&) const = default;
};

} // namespace layerloom::widgets

Q_DECLARE_METATYPE(layerloom::widgets::CanvasPlace)
