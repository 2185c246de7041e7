#include "widgets/canvas/mini_stack.h"

#include "core/stack/slices.h"
#include "widgets/controls/paint.h"
#include "widgets/controls/theme.h"

#include <QLinearGradient>
#include <QPainter>
#include <QWidget>

namespace layerloom::widgets {

namespace {

constexpr double kStackRadius = 3;
constexpr double kSliceGap = 1; // between slices that are wide enough to show it

void paintMiniSlices(QPainter& painter, const core::Stack& stack, const QSizeF& size, const Theme& colors)
{
    const double width = size.width() / static_cast<double>(stack.blocks.size());
    for (const core::Slice& slice : core::slices(stack)) {
        const std::uint32_t layers = stack.setup.sources[slice.source.value].layers;
        const auto fill = [&](core::LayerIndex layer) {
            return colors.fill(slice.source,
                               layers > 1 ? static_cast<double>(layer.value) / (layers - 1) : 0);
        };
        const double length = width * static_cast<double>(slice.count());
        const double gap = slice.begin > 0 && length > 2 * kSliceGap ? kSliceGap : 0;
        const QRectF place(width * static_cast<double>(slice.begin) + gap, 0, length - gap, size.height());
        QLinearGradient ramp(place.topLeft(), place.topRight());
        ramp.setColorAt(0, fill(slice.firstLayer));
        ramp.setColorAt(1, fill(slice.lastLayer()));
        painter.fillRect(place, ramp);
    }
}

} // namespace

QPixmap miniStack(const core::Stack& stack, const QSize& size, const QWidget& widget)
{
    const qreal ratio = widget.devicePixelRatioF();
    QPixmap picture(size * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    const Theme colors = theme(widget);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipPath(
        roundedPath(QRectF({}, size), {kStackRadius, kStackRadius, kStackRadius, kStackRadius}));
    painter.fillRect(QRect({}, size), colors.sunken);
    if (!stack.blocks.empty())
        paintMiniSlices(painter, stack, size, colors);
    return picture;
}

} // namespace layerloom::widgets
