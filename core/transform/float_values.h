#pragma once

#include "core/checkpoint/dtype.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace layerloom::core {

/// What kinds of numbers there are among many.
struct NumberCounts {
    std::uint64_t elements = 0;
    std::uint64_t zeros = 0;
    std::uint64_t nans = 0;
    std::uint64_t infinities = 0;

    NumberCounts& operator+=(const NumberCounts& other);
};

/// Widens stored numbers to double, exactly. REQUIRES: out.size() * bytesPerElement(from) == in.size().
void widen(std::span<const std::byte> in, FloatType from, std::span<double> out);

NumberCounts countNumbers(std::span<const double> numbers);

} // namespace layerloom::core
