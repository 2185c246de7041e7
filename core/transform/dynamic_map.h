#pragma once

#include <array>
#include <cstdint>

namespace layerloom::core {

/// bitsandbytes' signed dynamic 8-bit numbers, ascending: create_dynamic_map() of bitsandbytes.functional.
extern const std::array<float, 256> kDynamicMap;

/// The code of a number from -1 to 1 as bitsandbytes' CPU kernel finds it: the number is rounded to a grid of 65536 steps, and
/// the code is that of the entry nearest to the step, a tie that of the lower one. NaN is code 0. Source: bitsandbytes,
/// csrc/cpu_ops.cpp, build_quantize_lut().
std::uint8_t dynamicCode(float number);

} // namespace layerloom::core
