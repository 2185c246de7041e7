#include "widgets/canvas/paint_profile.h"

#include "widgets/controls/paint.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace layerloom::widgets {

namespace {

class Profile {
public:
    explicit Profile(const CanvasScene& scene)
        : m_scene(scene)
        , m_deepest(std::max(1U, scene.deepestLayer()))
    {}

    QPointF point(double index, double layer) const
    {
        const Band lane = m_scene.layout->profileLane();
        return {m_scene.layout->x(index), lane.bottom() - lane.height * layer / m_deepest};
    }
    QPointF begin(const core::Slice& slice) const
    {
        return point(static_cast<double>(slice.begin), slice.firstLayer.value);
    }
    QPointF end(const core::Slice& slice) const
    {
        return point(static_cast<double>(slice.end), slice.lastLayer().value);
    }

private:
    const CanvasScene& m_scene;
    double m_deepest;
};

} // namespace

void paintProfile(QPainter& painter, const CanvasScene& scene)
{
    const Band lane = scene.layout->profileLane();
    if (!lane.isShown() || scene.stack->blocks.empty())
        return;
    const QRectF row = scene.layout->track(kOutputTrack);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int line = 0; line <= 4; ++line)
        painter.fillRect(QRectF(row.left(), std::round(lane.top + lane.height * line / 4), row.width(), 1),
                         scene.theme.guide);
    painter.setRenderHint(QPainter::Antialiasing);
    const Profile profile(scene);
    for (std::size_t i = 0; i < scene.layout->sliceCount(); ++i) {
        const core::Slice& slice = scene.slice(i);
        const bool seam = scene.beginsAtSeam(i);
        if (i > 0 && seam) {
            QPen dotted(scene.theme.text2, 1, Qt::CustomDashLine, Qt::FlatCap);
            dotted.setDashPattern({1, 2});
            painter.setPen(dotted);
            painter.drawLine(profile.end(scene.slice(i - 1)), profile.begin(slice));
        }
        // A split does not interrupt the line.
        const QPointF begin = seam ? profile.begin(slice) : profile.end(scene.slice(i - 1));
        const QColor edge = scene.theme.source(slice.source).edge;
        painter.setPen(QPen(edge, scene.isSelected(i) ? 3 : 2.5, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(begin, profile.end(slice));
    }
}

} // namespace layerloom::widgets
