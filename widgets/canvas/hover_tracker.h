#pragma once

#include "widgets/canvas/canvas_content.h"
#include "widgets/canvas/canvas_hit.h"
#include "widgets/canvas/canvas_viewport.h"
#include "widgets/canvas/seam_card.h"

#include <QObject>
#include <QTimer>

namespace layerloom::widgets {

/// Follows the pointer while no button is held: the hovered item, the cursor's shape, and the card of a seam, which
/// opens after a short delay and stays while the pointer is on it.
class HoverTracker : public QObject {
    Q_OBJECT
public:
    /// All outlive this.
    HoverTracker(QAbstractScrollArea& area, const CanvasContent& content, const CanvasViewport& viewport);

    const CanvasHit& hit() const { return m_hit; }
    SeamCard& card() { return m_card; }

    void moveTo(QPointF position);
    /// The pointer left the viewport, for `position`.
    void leaveTo(QPoint position);
    /// Forgets the hovered item and hides the card.
    void clear();
    void cancelCard() { m_delay.stop(); }
    /// Shows the card of a seam by its index.
    void showCard(int seam);
    /// Shows the tool tip of the item at `position`; hides it where there is none.
    void showTip(QPoint position, QPoint globalPosition);

private:
    QAbstractScrollArea& m_area;
    const CanvasContent& m_content;
    const CanvasViewport& m_viewport;
    CanvasHit m_hit;
    SeamCard m_card;
    QTimer m_delay;
};

} // namespace layerloom::widgets
