#pragma once

#include "widgets/canvas/canvas_content.h"
#include "widgets/canvas/canvas_layout.h"
#include "widgets/canvas/selection.h"

#include <QObject>

#include <optional>

class QAbstractScrollArea;
class QWheelEvent;

namespace layerloom::widgets {

/// Scale, scroll position and layout of the canvas. While "fit" is on, the scale follows the width of the viewport.
class CanvasViewport : public QObject {
    Q_OBJECT
public:
    /// Both outlive this.
    CanvasViewport(QAbstractScrollArea& area, const CanvasContent& content);

    const CanvasView& view() const { return m_view; }
    /// The layout of the stack that is shown: the content's trial, else its stack.
    const CanvasLayout& layout() const { return m_layout; }
    /// The layout of another stack at the same scale, scrolled so far that `inView` (blocks of it) is visible.
    CanvasLayout layoutOf(const core::Stack& stack, const core::Preview& preview,
                          const std::optional<IndexRange>& inView) const;
    bool isFit() const { return m_fit; }

    /// Lays out again after a change of content, size, fonts or lanes.
    void relayout();
    /// The same when the pixel ratio of the screen changed.
    void followPixelRatio();
    /// While "fit" is on: fits what is shown. Lays out again.
    void refit();
    /// Takes over the positions of the scroll bars.
    void followScrollBars();

    void zoomFit();
    void zoomTo(const IndexRange& range);
    void zoomBy(double factor, double cursor) { setPitch(m_view.pitch * factor, cursor); }
    /// Sets the scale; layer `cursor` keeps its position if it is visible, else the middle does.
    void setPitch(double pitch, double cursor);
    /// Scrolls, or zooms when Ctrl is held.
    void wheel(QWheelEvent& event);
    /// Scrolls horizontally until layer `index` is visible.
    void scrollIntoView(int index);

    /// Scrolls down (+1) or up (-1) by one step.
    void scrollVertically(int direction);

    void setLaneShown(CanvasLane lane, bool shown);
    bool isLaneShown(CanvasLane lane) const;

Q_SIGNALS:
    /// The scale changed.
    void zoomChanged();
    void layoutChanged();

private:
    void setPitchAround(double pitch, double x);
    void updateScrollBars();

    QAbstractScrollArea& m_area;
    const CanvasContent& m_content;
    CanvasView m_view;
    bool m_fit = true;
    bool m_wantsSensitivity = true;
    CanvasLayout m_layout;
};

} // namespace layerloom::widgets
