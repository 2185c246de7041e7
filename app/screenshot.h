#pragma once

#include <QString>

namespace layerloom::app {

class MainWindow;

/// Waits until nothing is being read and the window has settled, and writes a picture of it. False when the picture
/// could not be written.
bool takeScreenshot(MainWindow& window, const QString& path);

} // namespace layerloom::app
