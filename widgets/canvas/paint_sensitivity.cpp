#include "widgets/canvas/paint_sensitivity.h"

#include "widgets/controls/text.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace layerloom::widgets {

namespace {

constexpr double kNameLeft = 38; // that of the track below
constexpr double kUpward = 14; // of the lane's height; the rest is for layers that run twice

// Losses of the first layers are a hundred times those of the middle: cube roots make both visible.
double heightOf(double loss, double most, double room)
{
    return most > 0 ? std::max(1.0, std::round(room * std::cbrt(std::max(0.0, loss) / most))) : 1;
}

void paintLane(QPainter& painter, const CanvasScene& scene, const core::Sensitivity& sensitivity, int track)
{
    const CanvasLayout& layout = *scene.layout;
    const QRectF lane = layout.sensitivityLane(track);
    const double middle = lane.top() + kUpward;
    const double most =
        std::max(*std::ranges::max_element(sensitivity.drop), *std::ranges::max_element(sensitivity.repeat));
    const double gap = layout.view().pitch >= 4 ? 1 : 0;
    const auto layers = std::min<int>(static_cast<int>(sensitivity.layers()), layout.trackLength(track));
    for (int layer = 0; layer < layers; ++layer) {
        const auto at = static_cast<std::size_t>(layer);
        const double left = layout.x(layer);
        const double width = std::max(1.0, layout.x(layer + 1) - left - gap);
        const double drop = heightOf(sensitivity.drop[at], most, kUpward - 1);
        const double repeat = heightOf(sensitivity.repeat[at], most, lane.height() - kUpward - 2);
        painter.fillRect(QRectF(left, middle - drop, width, drop), scene.theme.text2);
        painter.fillRect(QRectF(left, middle + 1, width, repeat), scene.theme.line);
    }
}

} // namespace

void paintSensitivity(QPainter& painter, const CanvasScene& scene)
{
    if (!scene.layout->view().sensitivity || scene.measured == nullptr)
        return;
    painter.setRenderHint(QPainter::Antialiasing, false);
    const std::size_t tracks =
        std::min(scene.measured->models.size(), static_cast<std::size_t>(scene.layout->trackCount()));
    for (std::size_t track = 0; track < tracks; ++track) {
        const auto& sensitivity = scene.measured->models[track];
        if (sensitivity && sensitivity->layers() > 0)
            paintLane(painter, scene, *sensitivity, static_cast<int>(track));
    }
}

void paintSensitivityNames(QPainter& painter, const CanvasScene& scene)
{
    if (!scene.layout->view().sensitivity || scene.measured == nullptr)
        return;
    painter.setFont(textFont(TextSize::Detail));
    painter.setPen(scene.theme.text2);
    for (std::size_t track = 0; track < scene.measured->models.size(); ++track) {
        const QRectF lane = scene.layout->sensitivityLane(static_cast<int>(track));
        if (lane.isEmpty() || !scene.measured->models[track])
            continue;
        const QRectF area(kNameLeft, lane.top() - 1, CanvasLayout::kLeft - kNameLeft - 6,
                          lane.height() / 2 + 1);
        constexpr int kFlags = Qt::AlignLeft | Qt::AlignVCenter;
        painter.drawText(area, kFlags, QCoreApplication::translate("LoomCanvas", "left out"));
        painter.drawText(area.translated(0, lane.height() / 2), kFlags,
                         QCoreApplication::translate("LoomCanvas", "run twice"));
    }
}

} // namespace layerloom::widgets
