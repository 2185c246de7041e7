#pragma once

#include <QSizeF>
#include <QString>

#include <functional>

namespace layerloom::widgets {

/// Font measures the layout depends on: passed in, so that the layout stays a pure function.
struct CanvasMetrics {
    double captionHeight = 14;
    double detailHeight = 13;
    std::function<double(const QString&)> detailWidth = [](const QString& text) {
        return 6.0 * static_cast<double>(text.size());
    };
};

/// The visible part of the canvas, its scale and its lanes.
struct CanvasView {
    QSizeF size {756, 518};
    double pitch = 24; ///< px per layer
    double scrollX = 0;
    double scrollY = 0;
    double devicePixelRatio = 1;
    bool threads = true;
    bool seams = true;
    bool distances = true;
    bool profile = true;
    bool sensitivity = false; ///< a lane above each source track
};

/// The lanes that can be hidden.
enum class CanvasLane { Threads, Seams, Distances, Profile, Sensitivity };

/// A horizontal band of the canvas.
struct Band {
    double top = 0;
    double height = 0;
    double bottom() const { return top + height; }
    bool isShown() const { return height > 0; }
};

} // namespace layerloom::widgets
