#pragma once

#include "core/engine/engine.h"

#include <string>
#include <vector>

namespace layerloom::tests {

struct EngineCheck {
    std::string name; ///< "BF16 to F16"
    std::string failure; ///< empty when it passed
};

/// Converts and scales on the engine's current device and compares every bit with the reference: all numbers of 16
/// bits; of 32 bits those around every number of 16 bits and many others.
std::vector<EngineCheck> checkEngine(core::Engine& engine);

} // namespace layerloom::tests
