#include "widgets/canvas/paint_rulers.h"

#include "widgets/controls/text.h"

#include <QPainter>

#include <algorithm>

namespace layerloom::widgets {

namespace {

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

} // namespace

void paintRulers(QPainter& painter, const CanvasScene& scene)
{
    paintSourceRuler(painter, scene);
    if (!scene.stack->blocks.empty())
        paintOutputRuler(painter, scene);
}

} // namespace layerloom::widgets
