#pragma once

#include "core/checkpoint/dtype.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace layerloom::core {

/// Counts of special values.
struct NumberCounts {
    std::uint64_t elements = 0;
    std::uint64_t zeros = 0;
    std::uint64_t nans = 0;
    std::uint64_t infinities = 0;

    NumberCounts& operator+=(const NumberCounts& other);
};

/// Converts stored numbers to double, exactly. REQUIRES: out.size() * bytesPerElement(from) == in.size().
void widen(std::span<const std::byte> in, FloatType from, std::span<double> out);

/// Converts stored numbers to float, exactly. REQUIRES: out.size() * bytesPerElement(from) == in.size().
void widen(std::span<const std::byte> in, FloatType from, std::span<float> out);

/// Stores floats as another type, rounded to nearest even. REQUIRES: in.size() * bytesPerElement(to) == out.size().
void narrow(std::span<const float> in, FloatType to, std::span<std::byte> out);

/// The largest magnitude; NaN when there is one, 0 of no numbers.
float largestMagnitude(std::span<const float> numbers);

/// Counts zeros of both signs, NaNs and infinities.
NumberCounts countNumbers(std::span<const double> numbers);

} // namespace layerloom::core
