#include "app/window/merge/merge_strips.h"

#include "widgets/canvas/mini_stack.h"
#include "widgets/controls/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace layerloom::app {

namespace {

constexpr int kStripHeight = 24;
constexpr int kMeterHeight = 6;

/// Fills a rounded rectangle and limits all further painting to it.
void paintGround(QPainter& painter, const QRect& rect, qreal radius, const QColor& color)
{
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath clip;
    clip.addRoundedRect(rect, radius, radius);
    painter.setClipPath(clip);
    painter.fillRect(rect, color);
}

} // namespace

StackStrip::StackStrip(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(kStripHeight);
    setAccessibleName(tr("The output's slices"));
}

void StackStrip::show(const core::Stack& stack)
{
    m_stack = stack;
    update();
}

void StackStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.drawPixmap(0, 0, widgets::miniStack(m_stack, size(), *this));
}

DiskMeter::DiskMeter(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(kMeterHeight);
    setAccessibleName(tr("Disk use"));
}

void DiskMeter::show(double used, double added)
{
    m_used = std::clamp(used, 0.0, 1.0);
    m_added = std::clamp(added, 0.0, 1 - m_used);
    update();
}

void DiskMeter::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const widgets::Theme theme = widgets::theme(*this);
    paintGround(painter, rect(), 3, theme.pressed);
    painter.fillRect(QRectF(0, 0, width() * m_used, height()), theme.line);
    // A very small merge is still visible.
    const double added = m_added > 0 ? std::max(width() * m_added, 2.0) : 0;
    painter.fillRect(QRectF(width() * m_used, 0, added, height()), theme.accent);
}

} // namespace layerloom::app
