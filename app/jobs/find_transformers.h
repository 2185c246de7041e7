#pragma once

#include <QString>

#include <functional>

class QObject;

namespace layerloom::app {

/// Asks a Python on a worker thread whether it has a transformers to check checkpoints with, and calls `found` on the GUI
/// thread: with why it has none, or nothing. If `receiver` is deleted before, `found` is not called and nothing waits.
void findTransformers(QObject& receiver, const QString& python,
                      const std::function<void(const QString& reason)>& found);

} // namespace layerloom::app
