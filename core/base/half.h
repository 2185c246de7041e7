#pragma once

#include <bit>
#include <cstdint>

namespace layerloom::core {

/// The value of a bfloat16, exactly: the upper half of a float's bits.
inline float floatFromBfloat16(std::uint16_t bits)
{
    return std::bit_cast<float>(std::uint32_t {bits} << 16U);
}

/// The value of an IEEE 754 binary16, exactly, subnormals, infinities and NaN included. Without branches, so
/// that compilers vectorise loops over it. Source: Fabian Giesen, "half to float",
/// https://gist.github.com/rygorous/2144712.
inline float floatFromHalf(std::uint16_t bits)
{
    constexpr std::uint32_t kExponentShift = 112U << 23U;
    constexpr std::uint32_t kLeastNormal = 113U << 23U;
    const std::uint32_t magnitude = (std::uint32_t {bits} & 0x7FFFU) << 13U;
    const std::uint32_t normal = magnitude + kExponentShift;
    const float small = std::bit_cast<float>(magnitude + kLeastNormal) - std::bit_cast<float>(kLeastNormal);
    const std::uint32_t finite = magnitude < 0x400U << 13U ? std::bit_cast<std::uint32_t>(small) : normal;
    const std::uint32_t value = magnitude >= 0x7C00U << 13U ? normal + kExponentShift : finite;
    return std::bit_cast<float>(value | (std::uint32_t {bits} & 0x8000U) << 16U);
}

} // namespace layerloom::core
