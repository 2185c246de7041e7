#include "core/sensitivity/sensitivity_work.h"

namespace layerloom::core {

SensitivityWork layerWork(std::uint64_t layers, std::uint64_t windows)
{
    const std::uint64_t steps = kStepsOfWindow * windows;
    return {steps * layers * (layers + 1), steps * (2 * layers + 1)};
}

SensitivityWork rangeWork(std::uint64_t layers, std::uint64_t windows)
{
    SensitivityWork work {layers, 1};
    for (std::uint64_t length = 2; length < layers; length *= 2) {
        // As many layers as the model has run behind a range that is left out, and from the range on again.
        const std::uint64_t ranges = layers - length + 1;
        work.layers += ranges * layers;
        work.heads += 2 * ranges;
    }
    const std::uint64_t steps = kStepsOfWindow / 2 * ((windows + 1) / 2);
    return {steps * work.layers, steps * work.heads};
}

SensitivityWork sensitivityWork(std::uint64_t layers, std::uint64_t windows)
{
    const SensitivityWork single = layerWork(layers, windows);
    const SensitivityWork ranges = rangeWork(layers, windows);
    return {single.layers + ranges.layers, single.heads + ranges.heads};
}

} // namespace layerloom::core
