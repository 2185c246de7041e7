#pragma once

#include "core/engine/engine.h"

#include <functional>
#include <vector>

class QObject;

namespace layerloom::app {

/// Lists the devices on a worker thread and calls `found` on the GUI thread. Loading the engine takes a while: if
/// `receiver` is deleted before, `found` is not called and nothing waits.
void findDevices(QObject& receiver, const std::function<void(const std::vector<core::Device>&)>& found);

} // namespace layerloom::app
