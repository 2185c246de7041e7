// Time of one frame of a drag: 200 layers in 100 slices, from the pointer's move to the painted picture.
// The target is 16 ms. Prints the median and the slowest; exits with 1 when the median misses the target.
#include "tests/widgets/canvas_harness.h"
#include "widgets/controls/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QMouseEvent>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

using namespace layerloom;
using namespace layerloom::tests;
using namespace layerloom::widgets;

namespace {

constexpr double kTarget = 16;
constexpr int kFrames = 200;

// Pairs of layers from two models in turn: every second block begins a slice.
core::Stack hundredSlices(CanvasModels& models)
{
    std::string expression;
    for (int i = 0; i < 100; ++i) {
        const int first = i * 3 % 77;
        expression +=
            (i % 2 == 0 ? "A[" : "B[") + std::to_string(first) + ":" + std::to_string(first + 2) + "] ";
    }
    return stackOf({models.large("Llama-2-70b"), models.large("Euryale-1.3")}, expression);
}

void send(LoomCanvas& canvas, QEvent::Type type, QPoint at, Qt::MouseButtons held)
{
    const Qt::MouseButton button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
    QMouseEvent event(type, at, canvas.viewport()->mapToGlobal(at), button, held, Qt::NoModifier);
    QApplication::sendEvent(canvas.viewport(), &event);
}

std::vector<double> frames(Loom& loom)
{
    LoomCanvas& canvas = loom.canvas;
    QImage image(canvas.size(), QImage::Format_ARGB32_Premultiplied);
    canvas.setSelection({0, {{8, 32}}, 0, 8, std::nullopt, std::nullopt});
    send(canvas, QEvent::MouseButtonPress, loom.block(0, 10), Qt::LeftButton);
    std::vector<double> times;
    for (int i = 0; i < kFrames; ++i) {
        const QPoint at = loom.block(kOutputTrack, 10 + i * 170 / kFrames);
        QElapsedTimer timer;
        timer.start();
        send(canvas, QEvent::MouseMove, at, Qt::LeftButton);
        canvas.render(&image);
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    send(canvas, QEvent::MouseButtonRelease, loom.block(kOutputTrack, 190), Qt::NoButton);
    return times;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    applyTheme(application, ThemeChoice::Light);
    CanvasModels models;
    double worst = 0;
    for (const QSize size : {QSize(756, 518), QSize(1363, 850)}) {
        Loom loom(hundredSlices(models));
        loom.canvas.resize(size);
        std::vector<double> times = frames(loom);
        std::ranges::sort(times);
        const double median = times[times.size() / 2];
        worst = std::max(worst, median);
        std::printf("drag frame, 200 layers in 100 slices, %d x %d: median %.1f ms, slowest %.1f ms (target "
                    "%.0f ms)\n",
                    size.width(), size.height(), median, times.back(), kTarget);
    }
    return worst <= kTarget ? 0 : 1;
}
