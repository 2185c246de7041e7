#pragma once

#include <cstdint>

namespace layerloom::core {

/// How much running a measurement takes, in steps of a quarter of a window: what is done on a quarter of the text counts a
/// quarter.
struct SensitivityWork {
    std::uint64_t layers = 0; ///< steps through a layer
    std::uint64_t heads = 0; ///< steps through the head, for losses
    std::uint64_t steps() const { return layers + heads; }
};

/// The parts of a window that SensitivityWork counts.
inline constexpr std::uint64_t kStepsOfWindow = 4;

/// Leaving out each layer, and running each twice, with the model itself, on so many windows.
SensitivityWork layerWork(std::uint64_t layers, std::uint64_t windows);
/// The same for ranges of 2, 4, 8, … layers, on half of every second window.
SensitivityWork rangeWork(std::uint64_t layers, std::uint64_t windows);
/// All that measureSensitivity() runs for a model of so many layers: its progress counts these steps.
SensitivityWork sensitivityWork(std::uint64_t layers, std::uint64_t windows);

} // namespace layerloom::core
