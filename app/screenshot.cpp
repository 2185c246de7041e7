#include "app/screenshot.h"

#include "app/window/shell/analysis_views.h"
#include "app/window/shell/main_window.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QPixmap>

namespace layerloom::app {

namespace {

// Longer than every animation and than the pause between two jobs.
constexpr int kQuietMilliseconds = 300;

void waitUntilQuiet(MainWindow& window)
{
    QElapsedTimer quiet;
    quiet.start();
    while (quiet.elapsed() < kQuietMilliseconds) {
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        if (window.workspace().isBusy() || window.mergeQueue().isBusy()
            || window.analysis().models().isLookingUp() || window.analysis().weights().isLookingUp())
            quiet.restart();
    }
}

} // namespace

bool takeScreenshot(MainWindow& window, const QString& path)
{
    waitUntilQuiet(window);
    return window.grab().save(path);
}

} // namespace layerloom::app
