#include "widgets/canvas/mini_stack.h"

#include "widgets/controls/paint.h"
#include "widgets/controls/theme.h"

#include <QPainter>
#include <QWidget>

namespace layerloom::widgets {

namespace {

constexpr double kStackRadius = 3;
constexpr double kSliceGap = 1; // between slices that are wide enough to show it

void paintMiniBlocks(QPainter& painter, const core::Stack& stack, const QSizeF& size, const Theme& colors)
{
    const double width = size.width() / static_cast<double>(stack.blocks.size());
    for (std::size_t i = 0; i < stack.blocks.size(); ++i) {
        const core::Block& block = stack.blocks[i];
        const bool continues = i > 0 && stack.blocks[i - 1].source == block.source
            && stack.blocks[i - 1].layer.value + 1 == block.layer.value;
        const double gap = i > 0 && !continues && width > 2 * kSliceGap ? kSliceGap : 0;
        const std::uint32_t layers = stack.setup.sources[block.source.value].layers;
        const double depth = layers > 1 ? static_cast<double>(block.layer.value) / (layers - 1) : 0;
        const double left = static_cast<double>(i) * width;
        painter.fillRect(QRectF(left + gap, 0, width - gap, size.height()), colors.fill(block.source, depth));
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
        paintMiniBlocks(painter, stack, size, colors);
    return picture;
}

} // namespace layerloom::widgets
