#pragma once

#include "core/engine/engine.h"

#include <functional>
#include <string>
#include <vector>

namespace layerloom::tests {

struct EngineCheck {
    std::string name; ///< "BF16 to F16"
    std::string failure; ///< empty when it passed
};

/// As Engine::convert().
using ConvertFunction =
    std::function<std::uint64_t(std::span<const std::byte> in, core::FloatType from, std::span<std::byte> out,
                                core::FloatType to, double scale)>;

/// Converts and scales and compares every bit with the reference: all numbers of 16 bits; of 32 bits those
/// around every number of 16 bits and many others.
std::vector<EngineCheck> checkConversions(const ConvertFunction& convert);

/// The same on the engine's current device.
std::vector<EngineCheck> checkEngine(core::Engine& engine);

} // namespace layerloom::tests
