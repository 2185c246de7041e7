#pragma once

#include "core/checks/preview.h"
#include "core/stack/stack.h"

#include <QString>

#include <optional>
#include <vector>

namespace layerloom::widgets {

/// A position that a drag holds on to.
struct SnapPoint {
    int at = 0; ///< a gap of the output for drops, a number of layers to move by for edges
    QString text; ///< "at the end of A"
    bool atEnd = false; ///< the end of what is dropped meets it, not its beginning
};

/// Gaps of the output for dropped blocks: seams, splits, both ends, and places where the blocks continue the layers there.
std::vector<SnapPoint> dropSnapPoints(const core::Stack& stack, const core::Preview& preview,
                                      const core::Blocks& dropped);

/// How far edges of slices may move to meet the ends of their source, or the ends of another slice of the same source or
/// of one as deep.
class EdgeSnapPoints {
public:
    EdgeSnapPoints(const core::Stack& stack, const core::Preview& preview)
        : m_stack(stack)
        , m_preview(preview)
    {}

    /// Adds the points of an edge in front of layer `layer` of `source`. Ends of the slice at output block `own` do not count.
    void addEdge(core::SourceIndex source, core::LayerIndex layer, std::size_t own);
    const std::vector<SnapPoint>& points() const { return m_points; }

private:
    const core::Stack& m_stack;
    const core::Preview& m_preview;
    std::vector<SnapPoint> m_points;
};

/// The point nearest to `exact`, at a scale of `pitch` px; nullopt when none is within reach of the pointer.
std::optional<SnapPoint> nearestSnapPoint(const std::vector<SnapPoint>& points, double exact, double pitch);

} // namespace layerloom::widgets
