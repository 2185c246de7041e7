#include "widgets/canvas/paint_distances.h"

#include "widgets/controls/text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <vector>

namespace layerloom::widgets {

namespace {

constexpr double kTallestBar = 34;

// The colour scale of the distance map: 0 to the greatest possible distance.
double greatestDistance(const CanvasScene& scene)
{
    std::uint32_t layers = 2;
    for (const core::Source& source : scene.stack->setup.sources)
        layers = std::max(layers, source.layers);
    return layers - 1;
}

// Bars are 6 px wide unless seams are closer than that.
double barWidth(const CanvasScene& scene)
{
    double closest = 1e9;
    const auto& seams = scene.preview->seams;
    for (std::size_t i = 1; i < seams.size(); ++i)
        closest = std::min(closest, static_cast<double>(seams[i].at - seams[i - 1].at));
    return std::clamp(std::floor(closest * scene.layout->view().pitch - 1), 1.0, 6.0);
}

/// A bar of the distance lane.
struct LaneBar {
    double x = 0;
    double value = 0;
    QColor color;
};

std::vector<LaneBar> seamBars(const CanvasScene& scene)
{
    std::vector<LaneBar> bars;
    const MetricTables* metric = scene.metric();
    for (const core::Seam& seam : scene.preview->seams) {
        const double x = scene.layout->x(static_cast<double>(seam.at));
        if (metric == nullptr)
            bars.push_back({x, static_cast<double>(seam.distance),
                            scene.theme.mapColor(seam.distance / greatestDistance(scene))});
        else if (const auto value = metric->at(seam.from, seam.to))
            bars.push_back(
                {x, *value,
                 scene.theme.mapColor(metric->find(seam.from.source, seam.to.source)->share(*value))});
    }
    return bars;
}

// Weights of consecutive layers differ too: their bars give the scale to judge the seams by.
std::vector<LaneBar> neighbourBars(const CanvasScene& scene)
{
    std::vector<LaneBar> bars;
    const MetricTables* metric = scene.metric();
    if (metric == nullptr || metric->metric.kind != Metric::Kind::Weights)
        return bars;
    const core::Blocks& blocks = scene.stack->blocks;
    for (std::size_t i = 1; i < blocks.size(); ++i)
        if (blocks[i - 1].source == blocks[i].source && blocks[i - 1].layer + 1 == blocks[i].layer)
            if (const auto value = metric->at(blocks[i - 1], blocks[i]))
                bars.push_back(
                    {scene.layout->x(static_cast<double>(i)), *value, withAlpha(scene.theme.line, 0.4)});
    return bars;
}

double barHeight(const LaneBar& bar, double most)
{
    return std::max(2.0, std::round(kTallestBar * bar.value / (most > 0 ? most : 1)));
}

void paintDistanceBars(QPainter& painter, const CanvasScene& scene, const std::vector<LaneBar>& bars,
                       double most)
{
    const Band lane = scene.layout->distanceLane();
    const double width = barWidth(scene);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const LaneBar& bar : bars) {
        const double height = barHeight(bar, most);
        painter.setPen(contrast(bar.color, scene.theme.canvas) < 3 ? QPen(scene.theme.line, 1)
                                                                   : QPen(Qt::NoPen));
        painter.setBrush(bar.color);
        painter.drawRoundedRect(QRectF(std::round(bar.x - width / 2), lane.bottom() - height, width, height),
                                std::min(2.0, width / 3), std::min(2.0, width / 3));
    }
}

void paintDistanceValues(QPainter& painter, const CanvasScene& scene, const std::vector<LaneBar>& bars,
                         double most)
{
    const Band lane = scene.layout->distanceLane();
    painter.setFont(textFont(TextSize::Caption));
    painter.setPen(scene.theme.text);
    const QFontMetricsF metrics(painter.font());
    double free = -1e9;
    for (const LaneBar& bar : bars) {
        const QString text = distanceText(bar.value);
        const double half = tabularWidth(metrics, text) / 2;
        if (bar.x - half < free)
            continue;
        free = bar.x + half + 4;
        drawTabular(painter,
                    QRectF(bar.x - 40, lane.bottom() - barHeight(bar, most) - metrics.height() - 1, 80,
                           metrics.height()),
                    Qt::AlignCenter, text);
    }
}

// A lane without values explains why, and what to do.
void paintLaneRemark(QPainter& painter, const CanvasScene& scene)
{
    const Band lane = scene.layout->distanceLane();
    painter.setFont(textFont(TextSize::Caption));
    painter.setPen(scene.theme.text2);
    const double left = scene.layout->left();
    const QRectF area(left, lane.top + 12, scene.layout->right() - left, lane.height - 14);
    painter.fillRect(area, scene.theme.canvas); // hides the lines of the seams
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, scene.measured->remark);
}

} // namespace

void paintDistances(QPainter& painter, const CanvasScene& scene)
{
    const Band lane = scene.layout->distanceLane();
    if (!lane.isShown() || scene.stack->blocks.empty())
        return;
    const QRectF row = scene.layout->track(kOutputTrack);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(row.left(), lane.bottom(), row.width(), 1), scene.theme.hairline);
    const std::vector<LaneBar> bars = seamBars(scene);
    const std::vector<LaneBar> neighbours = neighbourBars(scene);
    if (scene.metric() != nullptr && bars.empty() && !scene.preview->seams.empty()) {
        paintLaneRemark(painter, scene);
        return;
    }
    double most = 0;
    for (const auto* each : {&bars, &neighbours})
        for (const LaneBar& bar : *each)
            most = std::max(most, bar.value);
    const QColor dot = withAlpha(scene.theme.line, 0.55);
    for (const LaneBar& bar : neighbours)
        painter.fillRect(QRectF(bar.x, lane.bottom() - barHeight(bar, most), 2, barHeight(bar, most)),
                         bar.color);
    for (std::size_t i = 0; i < scene.preview->distances.size(); ++i)
        if (scene.preview->distances[i] == 1 && neighbours.empty())
            painter.fillRect(QRectF(scene.layout->x(static_cast<double>(i) + 1), lane.bottom() - 2, 2, 2),
                             dot);
    paintDistanceBars(painter, scene, bars, most);
    paintDistanceValues(painter, scene, bars, most);
}

} // namespace layerloom::widgets
