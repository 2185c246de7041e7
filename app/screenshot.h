#pragma once

#include <QString>

namespace layerloom::app {

class MainWindow;

/// Waits until all files are read and animations have ended, and writes a picture of the window. False when writing
/// failed.
bool takeScreenshot(MainWindow& window, const QString& path);

} // namespace layerloom::app
