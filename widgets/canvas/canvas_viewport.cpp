#include "widgets/canvas/canvas_viewport.h"

#include "widgets/controls/text.h"

#include <QAbstractScrollArea>
#include <QFontMetricsF>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>

namespace layerloom::widgets {

namespace {

constexpr double kWheelZoom = 1.25; // per notch
constexpr int kWheelScroll = 48; // px per notch
constexpr int kScrollStep = 24; // px
constexpr int kNotch = 120; // QWheelEvent::angleDelta() of one notch

CanvasMetrics fontMetrics()
{
    CanvasMetrics metrics;
    const QFontMetricsF detail(textFont(TextSize::Detail));
    metrics.captionHeight = QFontMetricsF(textFont(TextSize::Caption)).height();
    metrics.detailHeight = detail.height();
    metrics.detailWidth = [detail](const QString& text) { return tabularWidth(detail, text); };
    return metrics;
}

} // namespace

CanvasViewport::CanvasViewport(QAbstractScrollArea& area, const CanvasContent& content)
    : m_area(area)
    , m_content(content)
{}

CanvasLayout CanvasViewport::layoutOf(const core::Stack& stack, const core::Preview& preview,
                                      const std::optional<IndexRange>& inView) const
{
    CanvasView view = m_view;
    if (inView) {
        const double room = view.size.width() - CanvasLayout::kLeft - CanvasLayout::kRightMargin;
        const double begin = inView->begin * view.pitch;
        const double end = inView->end * view.pitch;
        // Of a range that is too long the beginning is visible.
        view.scrollX = std::min(std::max(view.scrollX, end - room), begin);
    }
    return {stack, preview, view, fontMetrics()};
}

void CanvasViewport::relayout()
{
    m_view.size = m_area.viewport()->size();
    m_view.devicePixelRatio = m_area.devicePixelRatioF();
    m_view.sensitivity = m_wantsSensitivity && m_content.hasSensitivity();
    m_layout = layoutOf(m_content.shownStack(), m_content.shownPreview(), std::nullopt);
    updateScrollBars();
    m_area.viewport()->update();
    Q_EMIT layoutChanged();
}

void CanvasViewport::followPixelRatio()
{
    if (m_view.devicePixelRatio != m_area.devicePixelRatioF())
        relayout();
}

void CanvasViewport::refit()
{
    const double before = m_view.pitch;
    if (m_fit)
        m_view.pitch = CanvasLayout::fitPitch(m_content.shownStack(), m_area.viewport()->width());
    relayout();
    if (m_view.pitch != before)
        Q_EMIT zoomChanged();
}

void CanvasViewport::followScrollBars()
{
    m_view.scrollX = m_area.horizontalScrollBar()->value();
    m_view.scrollY = m_area.verticalScrollBar()->value();
    relayout();
}

void CanvasViewport::updateScrollBars()
{
    const auto setSpan = [](QScrollBar& bar, double content, int page) {
        bar.setPageStep(page);
        bar.setSingleStep(kScrollStep);
        bar.setRange(0, std::max(0, static_cast<int>(std::ceil(content - 0.5)) - page));
    };
    setSpan(*m_area.horizontalScrollBar(), m_layout.contentWidth(), m_area.viewport()->width());
    setSpan(*m_area.verticalScrollBar(), m_layout.contentHeight() - 12, m_area.viewport()->height());
}

void CanvasViewport::setPitchAround(double pitch, double x)
{
    const double layer = (x - CanvasLayout::kLeft + m_view.scrollX) / m_view.pitch;
    m_view.pitch = std::clamp(pitch, CanvasLayout::kMinPitch, CanvasLayout::kMaxPitch);
    m_fit = false;
    relayout();
    m_area.horizontalScrollBar()->setValue(
        static_cast<int>(std::lround(layer * m_view.pitch - (x - CanvasLayout::kLeft))));
    Q_EMIT zoomChanged();
}

void CanvasViewport::setPitch(double pitch, double cursor)
{
    const double x = m_layout.x(cursor);
    const bool visible = x >= m_layout.left() && x <= m_layout.right();
    setPitchAround(pitch, visible ? x : (m_layout.left() + m_layout.right()) / 2);
}

void CanvasViewport::zoomFit()
{
    m_fit = true;
    m_view.scrollX = 0;
    m_area.horizontalScrollBar()->setValue(0);
    m_view.pitch = CanvasLayout::fitPitch(m_content.shownStack(), m_area.viewport()->width());
    relayout();
    Q_EMIT zoomChanged();
}

void CanvasViewport::zoomTo(const IndexRange& range)
{
    const double room = m_layout.right() - m_layout.left();
    setPitch(room / (range.count() + 1), range.begin);
    m_area.horizontalScrollBar()->setValue(static_cast<int>((range.begin - 0.5) * m_view.pitch));
}

void CanvasViewport::wheel(QWheelEvent& event)
{
    const QPoint turn = event.angleDelta();
    event.accept();
    if (event.modifiers() & Qt::ControlModifier) {
        const double factor = std::pow(kWheelZoom, turn.y() / static_cast<double>(kNotch));
        setPitchAround(m_view.pitch * factor, event.position().x());
        return;
    }
    const bool sideways = event.modifiers() & Qt::ShiftModifier || m_area.verticalScrollBar()->maximum() == 0;
    QScrollBar& bar = sideways ? *m_area.horizontalScrollBar() : *m_area.verticalScrollBar();
    const int delta = turn.x() != 0 && (sideways || turn.y() == 0) ? turn.x() : turn.y();
    bar.setValue(bar.value() - delta * kWheelScroll / kNotch);
}

void CanvasViewport::scrollIntoView(int index)
{
    const double x = CanvasLayout::kLeft + index * m_view.pitch;
    const double margin = 2 * m_view.pitch;
    QScrollBar& bar = *m_area.horizontalScrollBar();
    if (x - margin < m_view.scrollX + CanvasLayout::kLeft)
        bar.setValue(static_cast<int>(x - margin - CanvasLayout::kLeft));
    else if (x + margin > m_view.scrollX + m_layout.right())
        bar.setValue(static_cast<int>(x + margin - m_layout.right()));
}

void CanvasViewport::scrollVertically(int direction)
{
    QScrollBar& bar = *m_area.verticalScrollBar();
    bar.setValue(bar.value() + direction * kScrollStep);
}

void CanvasViewport::setLaneShown(CanvasLane lane, bool shown)
{
    const std::array lanes {&m_view.threads, &m_view.seams, &m_view.distances, &m_view.profile,
                            &m_wantsSensitivity};
    *lanes[static_cast<std::size_t>(lane)] = shown;
    relayout();
}

bool CanvasViewport::isLaneShown(CanvasLane lane) const
{
    const std::array lanes {m_view.threads, m_view.seams, m_view.distances, m_view.profile,
                            m_wantsSensitivity};
    return lanes[static_cast<std::size_t>(lane)];
}

} // namespace layerloom::widgets
