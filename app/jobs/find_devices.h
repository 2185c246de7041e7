#pragma once

#include "core/engine/engine.h"

#include <functional>
#include <vector>

class QObject;

namespace layerloom::app {

/// Looks for devices on a thread of its own and hands them to `found` on the GUI thread. Loading the engine takes a
/// while: `receiver` may go before, nobody waits for the answer then, and `found` is not called.
void findDevices(QObject& receiver, std::function<void(const std::vector<core::Device>&)> found);

} // namespace layerloom::app
