#pragma once

#include "core/sensitivity/sensitivity.h"

#include <cmath>

namespace layerloom::tests {

/// A measurement of a model whose layers all turn the state by `angle`, cost 0.2 nats each when left out and 0.1 when run
/// twice, alone and in ranges; states `n` layers apart are n angles apart.
inline core::Sensitivity evenSensitivity(std::size_t layers, double angle = 0.1)
{
    core::Sensitivity measured;
    measured.key = {"0123456789abcdef", "fedcba9876543210", 512, 256, "F32"};
    measured.model = "even";
    measured.device = "cpu";
    measured.engine = "hand";
    measured.seconds = 1.5;
    measured.baseLoss = 2.5;
    measured.angular = core::Matrix(layers + 1, layers + 1);
    for (std::size_t row = 0; row <= layers; ++row)
        for (std::size_t column = 0; column <= layers; ++column)
            measured.angular.at(row, column) =
                angle * std::abs(static_cast<double>(row) - static_cast<double>(column));
    measured.blockInfluence.assign(layers, 0.05);
    measured.drop.assign(layers, 0.2);
    measured.repeat.assign(layers, 0.1);
    for (std::size_t length = 2; length < layers; length *= 2) {
        const auto times = static_cast<double>(length);
        const std::size_t count = layers - length + 1;
        measured.ranges.push_back({static_cast<std::uint32_t>(length),
                                   std::vector<double>(count, 0.2 * times),
                                   std::vector<double>(count, 0.1 * times)});
    }
    return measured;
}

} // namespace layerloom::tests
