#pragma once

#include <cstdint>

namespace layerloom::core {

/// Work of measuring a sensitivity, in steps: a quarter of a window through one layer, or through the head.
struct SensitivityWork {
    std::uint64_t layers = 0; ///< steps through a layer
    std::uint64_t heads = 0; ///< steps through the head, for losses
    std::uint64_t steps() const { return layers + heads; }
};

/// Steps per window and layer.
inline constexpr std::uint64_t kStepsOfWindow = 4;

/// The model itself, and every layer dropped and repeated, on `windows` windows.
SensitivityWork layerWork(std::uint64_t layers, std::uint64_t windows);
/// Ranges of 2, 4, 8, … layers, on half of every second window.
SensitivityWork rangeWork(std::uint64_t layers, std::uint64_t windows);
/// The sum of both: the steps that the progress of measureSensitivity() counts.
SensitivityWork sensitivityWork(std::uint64_t layers, std::uint64_t windows);

} // namespace layerloom::core
