#include "widgets/canvas/loom_canvas_p.h"

#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>

namespace layerloom::widgets {

namespace {

constexpr double kZoomStep = 1.25;

} // namespace

void LoomCanvas::Private::refit(bool mayGrow)
{
    const double best = CanvasLayout::fitPitch(*stack, q.viewport()->width());
    if (fit && (mayGrow || best < view.pitch))
        view.pitch = best;
}

void LoomCanvas::Private::updateScrollBars()
{
    const auto span = [](QScrollBar& bar, double content, int page) {
        bar.setPageStep(page);
        bar.setSingleStep(24);
        bar.setRange(0, std::max(0, static_cast<int>(std::ceil(content - 0.5)) - page));
    };
    span(*q.horizontalScrollBar(), layout.contentWidth(), q.viewport()->width());
    span(*q.verticalScrollBar(), layout.contentHeight() - 12, q.viewport()->height());
}

void LoomCanvas::Private::setPitch(double pitch, double anchorX)
{
    const double before = view.pitch;
    const double place = (anchorX - CanvasLayout::kLeft + view.scrollX) / before;
    view.pitch = std::clamp(pitch, CanvasLayout::kMinPitch, CanvasLayout::kMaxPitch);
    fit = false;
    relayout();
    q.horizontalScrollBar()->setValue(
        static_cast<int>(std::lround(place * view.pitch - (anchorX - CanvasLayout::kLeft))));
    Q_EMIT q.zoomChanged();
}

void LoomCanvas::Private::scrollIntoView(int index)
{
    const double x = CanvasLayout::kLeft + index * view.pitch;
    const double margin = 2 * view.pitch;
    QScrollBar& bar = *q.horizontalScrollBar();
    if (x - margin < view.scrollX + CanvasLayout::kLeft)
        bar.setValue(static_cast<int>(x - margin - CanvasLayout::kLeft));
    else if (x + margin > view.scrollX + layout.right())
        bar.setValue(static_cast<int>(x + margin - layout.right()));
}

double LoomCanvas::pixelsPerLayer() const
{
    return m_d->view.pitch;
}

bool LoomCanvas::isFit() const
{
    return m_d->fit;
}

int LoomCanvas::detailLevel() const
{
    return m_d->layout.level();
}

void LoomCanvas::setLaneShown(Lane lane, bool shown)
{
    const std::array lanes {&m_d->view.threads, &m_d->view.seams, &m_d->view.distances, &m_d->view.profile,
                            &m_d->wantsSensitivity};
    *lanes[static_cast<std::size_t>(lane)] = shown;
    m_d->relayout();
}

bool LoomCanvas::isLaneShown(Lane lane) const
{
    const std::array lanes {m_d->view.threads, m_d->view.seams, m_d->view.distances, m_d->view.profile,
                            m_d->wantsSensitivity};
    return lanes[static_cast<std::size_t>(lane)];
}

void LoomCanvas::zoomFit()
{
    m_d->fit = true;
    m_d->view.scrollX = 0;
    horizontalScrollBar()->setValue(0);
    m_d->refit(true);
    m_d->relayout();
    Q_EMIT zoomChanged();
}

void LoomCanvas::zoomToSelection()
{
    if (m_d->selection.isEmpty())
        return;
    const IndexRange hull = m_d->selection.hull();
    const double room = m_d->layout.right() - m_d->layout.left();
    setPixelsPerLayer(room / (hull.count() + 1));
    horizontalScrollBar()->setValue(static_cast<int>((hull.begin - 0.5) * m_d->view.pitch));
}

void LoomCanvas::zoomIn()
{
    setPixelsPerLayer(m_d->view.pitch * kZoomStep);
}

void LoomCanvas::zoomOut()
{
    setPixelsPerLayer(m_d->view.pitch / kZoomStep);
}

void LoomCanvas::setPixelsPerLayer(double pixels)
{
    const double middle = (m_d->layout.left() + m_d->layout.right()) / 2;
    const double caret = m_d->layout.x(m_d->selection.cursor);
    const bool seen = caret >= m_d->layout.left() && caret <= m_d->layout.right();
    m_d->setPitch(pixels, seen ? caret : middle);
}

void LoomCanvas::scrollToBlock(int index)
{
    m_d->scrollIntoView(index);
}

void LoomCanvas::resizeEvent(QResizeEvent*)
{
    const double pitch = m_d->view.pitch;
    m_d->refit(true);
    m_d->relayout();
    if (pitch != m_d->view.pitch)
        Q_EMIT zoomChanged();
}

void LoomCanvas::scrollContentsBy(int, int)
{
    m_d->view.scrollX = horizontalScrollBar()->value();
    m_d->view.scrollY = verticalScrollBar()->value();
    m_d->card.hide();
    m_d->relayout();
}

void LoomCanvas::wheelEvent(QWheelEvent* event)
{
    const QPoint turn = event->angleDelta();
    if (event->modifiers() & Qt::ControlModifier) {
        m_d->setPitch(m_d->view.pitch * std::pow(1.25, turn.y() / 120.0), event->position().x());
        event->accept();
        return;
    }
    const bool sideways = event->modifiers() & Qt::ShiftModifier || verticalScrollBar()->maximum() == 0;
    QScrollBar& bar = sideways ? *horizontalScrollBar() : *verticalScrollBar();
    const int delta = turn.x() != 0 && (sideways || turn.y() == 0) ? turn.x() : turn.y();
    bar.setValue(bar.value() - delta * 48 / 120);
    event->accept();
}

} // namespace layerloom::widgets
