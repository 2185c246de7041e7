#pragma once

#include "core/checkpoint/dtype.h"

#include <cstdint>

namespace layerloom::tests {

// Numbers of 16 and 32 bits by the book (IEEE 754, sign, exponent, fraction), with doubles and without any
// library's conversions: slow, and independent of what it judges.

/// The value of a bit pattern; exact, since every such number is a double.
double decoded(core::FloatType type, std::uint32_t bits);

/// The bit pattern nearest to a value, of two equally near the even one; infinity from half a step above the
/// greatest number on. Every NaN gives one NaN.
std::uint32_t encoded(core::FloatType type, double value);

/// True when the two patterns are the same number; all NaNs are.
bool sameNumber(core::FloatType type, std::uint32_t left, std::uint32_t right);

} // namespace layerloom::tests
