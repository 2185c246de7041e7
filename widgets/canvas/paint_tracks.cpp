#include "widgets/canvas/canvas_scene.h"
#include "widgets/controls/paint.h"
#include "widgets/controls/text.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <vector>

namespace layerloom::widgets {

namespace {

bool isLit(const CanvasScene& scene, std::size_t slice)
{
    const bool hovered = (scene.hover.isSlice() || scene.hover.kind == CanvasPlace::Kind::Thread)
        && scene.hover.index == static_cast<int>(slice);
    return hovered || scene.isSelected(slice);
}

void paintThread(QPainter& painter, const CanvasScene& scene, std::size_t slice)
{
    const SourceColors& colors = scene.theme.source(scene.slice(slice).source);
    const bool lit = isLit(scene, slice);
    painter.fillPath(scene.layout->thread(slice), lit ? colors.bar : colors.ribbon);
    painter.setBrush(Qt::NoBrush);
    if (lit) {
        painter.setPen(QPen(withAlpha(colors.edge, 0.55), 0.8));
        const auto count = static_cast<double>(scene.slice(slice).count());
        for (double i = 1; i < count; ++i)
            painter.drawPath(scene.layout->threadLine(slice, i / count));
    }
    painter.setPen(QPen(withAlpha(colors.edge, lit ? 0.9 : 0.38), 1));
    painter.drawPath(scene.layout->threadLine(slice, 0));
    painter.drawPath(scene.layout->threadLine(slice, 1));
}

void paintUsedRange(QPainter& painter, const CanvasScene& scene, std::size_t index)
{
    const core::Slice& slice = scene.slice(index);
    const double begin = scene.layout->x(slice.firstLayer) + 1;
    const double end =
        scene.layout->x(static_cast<double>(slice.firstLayer) + static_cast<double>(slice.count())) - 1;
    const bool accent = scene.isSelected(index);
    painter.setPen(Qt::NoPen);
    painter.setBrush(accent ? scene.theme.accent : scene.theme.source(slice.source).edge);
    painter.drawRoundedRect(
        QRectF(begin, scene.layout->usedTop(static_cast<int>(slice.source)), end - begin, 3), 1, 1);
}

struct Ruler {
    int length = 0;
    double tickTop = 0; ///< of a labelled tick
    double tickBottom = 0;
    double minorTop = 0; ///< of a tick between two labels
    double minorBottom = 0;
    QRectF text; ///< the row of numbers
};

void paintRuler(QPainter& painter, const CanvasScene& scene, const Ruler& ruler)
{
    const int step = scene.layout->rulerStep();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setFont(textFont(TextSize::Detail));
    const QRectF clip = scene.layout->clip();
    const int first = std::max(0, scene.layout->indexAt(clip.left()) / step * step);
    for (int i = first; i < ruler.length; i += std::max(1, step / 2)) {
        const double x = scene.layout->x(i);
        if (!scene.layout->isInside(x))
            continue;
        const bool labelled = i % step == 0;
        const double top = labelled ? ruler.tickTop : ruler.minorTop;
        const double bottom = labelled ? ruler.tickBottom : ruler.minorBottom;
        painter.fillRect(QRectF(x, top, 1, bottom - top), scene.theme.line);
        if (!labelled)
            continue;
        painter.setPen(scene.theme.text2);
        drawTabular(painter, QRectF(x - 40, ruler.text.top(), 80, ruler.text.height()), Qt::AlignCenter,
                    QString::number(i));
    }
}

void paintSourceRuler(QPainter& painter, const CanvasScene& scene)
{
    const Band band = scene.layout->sourceRuler();
    Ruler ruler;
    for (int track = 0; track < scene.layout->trackCount(); ++track)
        ruler.length = std::max(ruler.length, scene.layout->trackLength(track));
    ruler.tickTop = band.bottom() - 7;
    ruler.minorTop = band.bottom() - 5;
    ruler.tickBottom = ruler.minorBottom = band.bottom() - 2;
    ruler.text = QRectF(0, band.top, 0, band.height - 8);
    paintRuler(painter, scene, ruler);
}

void paintOutputRuler(QPainter& painter, const CanvasScene& scene)
{
    const Band band = scene.layout->outputRuler();
    Ruler ruler;
    ruler.length = scene.layout->trackLength(kOutputTrack);
    ruler.tickTop = ruler.minorTop = band.top + 2;
    ruler.tickBottom = band.top + 6;
    ruler.minorBottom = band.top + 5;
    ruler.text = QRectF(0, band.top + 7, 0, band.height - 14);
    paintRuler(painter, scene, ruler);
}

void paintBarText(QPainter& painter, const CanvasScene& scene, std::size_t index, const QRectF& bar)
{
    const core::Slice& slice = scene.slice(index);
    const bool selected = scene.isSelected(index);
    painter.setFont(textFont(selected ? TextSize::CaptionEmphasis : TextSize::Caption));
    painter.setPen(selected ? scene.theme.onAccent : scene.theme.source(slice.source).barText);
    // The text stays in sight while the canvas is scrolled sideways.
    const QRectF shown = bar.intersected(scene.layout->clip()).adjusted(3, 0, -3, 0);
    const QFontMetricsF metrics(painter.font());
    const QString range = QString::fromStdString(core::sourceLetter(slice.source)) + u' '
        + rangeText(slice.firstLayer, slice.lastLayer());
    for (const QString& text : {range, QString::number(slice.count())})
        if (tabularWidth(metrics, text) <= shown.width()) {
            drawTabular(painter, shown, Qt::AlignCenter, text);
            return;
        }
}

// Where the pointer is over a bar, small triangles show at which edge source layers remain.
void paintTrimMarks(QPainter& painter, const CanvasScene& scene, std::size_t index, const QRectF& bar)
{
    const core::Slice& slice = scene.slice(index);
    if (!scene.hover.isSlice() || scene.hover.index != static_cast<int>(index) || bar.width() < 28)
        return;
    const SourceColors& colors = scene.theme.source(slice.source);
    const QColor color = scene.isSelected(index) ? scene.theme.onAccent : colors.barText;
    const double y = bar.center().y();
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    if (slice.firstLayer > 0) {
        const double x = bar.left() + 3;
        painter.drawPolygon(QPolygonF({{x, y}, {x + 4, y - 3.5}, {x + 4, y + 3.5}}));
    }
    if (slice.lastLayer() + 1 < scene.stack->setup.sources[slice.source].layers) {
        const double x = bar.right() - 3;
        painter.drawPolygon(QPolygonF({{x, y}, {x - 4, y - 3.5}, {x - 4, y + 3.5}}));
    }
}

void paintBar(QPainter& painter, const CanvasScene& scene, std::size_t index)
{
    const bool begins = scene.beginsAtSeam(index);
    const bool ends = scene.endsAtSeam(index);
    const QRectF bar = scene.layout->sliceBar(index).adjusted(begins ? 1 : 0, 0, ends ? -1 : 0, 0);
    if (bar.width() <= 0 || !bar.intersects(scene.layout->clip()))
        return;
    const SourceColors& colors = scene.theme.source(scene.slice(index).source);
    const bool hovered = scene.hover.isSlice() && scene.hover.index == static_cast<int>(index);
    const QColor fill = scene.isSelected(index) ? scene.theme.accent
        : hovered                               ? mixed(colors.bar, colors.edge, 0.15)
                                                : colors.bar;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(roundedPath(bar, {begins ? 4.0 : 0.0, ends ? 4.0 : 0.0, 0, 0}), fill);
    paintBarText(painter, scene, index, bar);
    paintTrimMarks(painter, scene, index, bar);
}

void paintSplit(QPainter& painter, const CanvasScene& scene, std::size_t index)
{
    const QRectF whole = scene.layout->sliceWhole(index);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (double y = whole.top(); y < whole.bottom(); y += 4)
        painter.fillRect(QRectF(whole.left() - 1, y, 2, 2), scene.theme.canvas);
}

void paintEmptyOutput(QPainter& painter, const CanvasScene& scene)
{
    const CanvasLayout& layout = *scene.layout;
    const QRectF rect(layout.left(), layout.bars().top, layout.right() - layout.left(),
                      layout.blocks().bottom() - layout.bars().top);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(scene.theme.line, 1);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setPen(scene.theme.text2);
    painter.setFont(textFont(TextSize::Caption));
    painter.drawText(rect.adjusted(12, 4, -12, -4), Qt::AlignCenter | Qt::TextWordWrap,
                     QCoreApplication::translate("LoomCanvas",
                                                 "Drag layers here, press Enter to insert the "
                                                 "selection, or apply a recipe"));
}

} // namespace

void paintThreads(QPainter& painter, const CanvasScene& scene)
{
    if (!scene.layout->view().threads)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    std::vector<std::size_t> order(scene.layout->sliceCount());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    if (!scene.layout->showsAllThreads())
        std::erase_if(order, [&](std::size_t i) { return !isLit(scene, i); });
    // Upper tracks behind, what is pointed at or chosen in front.
    std::ranges::stable_sort(order, {}, [&](std::size_t i) {
        return std::pair {isLit(scene, i), scene.slice(i).source};
    });
    for (const std::size_t i : order)
        paintThread(painter, scene, i);
}

void paintTracks(QPainter& painter, const CanvasScene& scene)
{
    for (int track = 0; track < scene.layout->trackCount(); ++track)
        paintRun(painter, scene, {track, 0, scene.layout->trackLength(track), true, true});
    painter.setRenderHint(QPainter::Antialiasing);
    for (const bool selected : {false, true})
        for (std::size_t i = 0; i < scene.layout->sliceCount(); ++i)
            if (scene.isSelected(i) == selected
                && static_cast<int>(scene.slice(i).source) < scene.layout->trackCount())
                paintUsedRange(painter, scene, i);
}

void paintRulers(QPainter& painter, const CanvasScene& scene)
{
    paintSourceRuler(painter, scene);
    if (!scene.stack->blocks.empty())
        paintOutputRuler(painter, scene);
}

void paintOutput(QPainter& painter, const CanvasScene& scene)
{
    if (scene.stack->blocks.empty()) {
        paintEmptyOutput(painter, scene);
        return;
    }
    for (std::size_t i = 0; i < scene.layout->sliceCount(); ++i) {
        const core::Slice& slice = scene.slice(i);
        paintBar(painter, scene, i);
        paintRun(painter, scene,
                 {kOutputTrack, static_cast<int>(slice.begin), static_cast<int>(slice.end),
                  scene.beginsAtSeam(i), scene.endsAtSeam(i)});
        if (!scene.beginsAtSeam(i))
            paintSplit(painter, scene, i);
    }
}

} // namespace layerloom::widgets
