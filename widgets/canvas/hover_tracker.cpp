#include "widgets/canvas/hover_tracker.h"

#include "widgets/canvas/canvas_tips.h"

#include <QAbstractScrollArea>
#include <QToolTip>

namespace layerloom::widgets {

namespace {

constexpr int kCardDelay = 400; // ms

Qt::CursorShape cursorOf(CanvasHit::Kind kind)
{
    switch (kind) {
    case CanvasHit::Kind::SliceFront:
    case CanvasHit::Kind::SliceBack:
        return Qt::SizeHorCursor;
    case CanvasHit::Kind::Seam:
        return Qt::SplitHCursor;
    case CanvasHit::Kind::SliceBar:
        return Qt::OpenHandCursor;
    case CanvasHit::Kind::EndCap:
    case CanvasHit::Kind::Interlock:
        return Qt::PointingHandCursor;
    default:
        return Qt::ArrowCursor;
    }
}

} // namespace

HoverTracker::HoverTracker(QAbstractScrollArea& area, const CanvasContent& content,
                           const CanvasViewport& viewport)
    : m_area(area)
    , m_content(content)
    , m_viewport(viewport)
    , m_card(&area)
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(kCardDelay);
    connect(&m_delay, &QTimer::timeout, this, [this] {
        if (m_hit.kind == CanvasHit::Kind::Seam)
            showCard(m_hit.index);
    });
    connect(&m_card, &SeamCard::left, &m_card, &QWidget::hide);
}

void HoverTracker::moveTo(QPointF position)
{
    const CanvasHit hit = hitTest(m_viewport.layout(), position);
    if (hit == m_hit)
        return;
    const bool onCard = m_card.isVisible() && m_card.geometry().contains(position.toPoint());
    m_hit = hit;
    m_area.viewport()->setCursor(cursorOf(hit.kind));
    m_area.viewport()->update();
    m_delay.stop();
    const bool onSeam = hit.kind == CanvasHit::Kind::Seam;
    if (onSeam)
        m_delay.start();
    if (m_card.isVisible() && !onCard && (!onSeam || hit.index != m_card.seam()))
        m_card.hide();
}

void HoverTracker::leaveTo(QPoint position)
{
    m_delay.stop();
    if (!m_card.isVisible() || !m_card.geometry().contains(position))
        m_card.hide();
    m_hit = {};
    m_area.viewport()->update();
}

void HoverTracker::clear()
{
    m_card.hide();
    m_hit = {};
}

void HoverTracker::showCard(int seam)
{
    const std::vector<SeamSpot>& spots = m_viewport.layout().seams();
    if (seam >= 0 && seam < static_cast<int>(spots.size()))
        m_card.showSeam(m_content.annotated(), seam, spots[static_cast<std::size_t>(seam)].rect.toRect());
}

void HoverTracker::showTip(QPoint position, QPoint globalPosition)
{
    const QString tip = tipFor(m_content.annotated(), hitTest(m_viewport.layout(), position));
    if (tip.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(globalPosition, tip, m_area.viewport());
}

} // namespace layerloom::widgets
