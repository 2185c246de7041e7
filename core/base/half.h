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

/// The upper half of a float's bits, rounded to nearest even; a NaN stays one.
inline std::uint16_t bfloat16FromFloat(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t rounded = bits + 0x7FFFU + ((bits >> 16U) & 1U);
    const bool isNan = (bits & 0x7FFFFFFFU) > 0x7F800000U;
    return static_cast<std::uint16_t>((isNan ? bits | 0x400000U : rounded) >> 16U);
}

/// The nearest binary16, ties to even, subnormals, infinities and NaN included; too large numbers become infinite.
/// Without branches. Source: Fabian Giesen, "float->half variants", https://gist.github.com/rygorous/2156668.
inline std::uint16_t halfFromFloat(float value)
{
    constexpr std::uint32_t kMagnitude = 0x7FFFFFFFU;
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t magnitude = bits & kMagnitude;
    // Below 2^-14 the addition of 2^-1 rounds to a subnormal half.
    constexpr std::uint32_t kAdded = 126U << 23U;
    const std::uint32_t small =
        std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) + std::bit_cast<float>(kAdded)) - kAdded;
    const std::uint32_t normal = (magnitude - (112U << 23U) + 0xFFFU + ((magnitude >> 13U) & 1U)) >> 13U;
    const std::uint32_t large = magnitude > 0x7F800000U ? 0x7E00U : 0x7C00U;
    const std::uint32_t finite = magnitude < 113U << 23U ? small : normal;
    return static_cast<std::uint16_t>((magnitude >= 143U << 23U ? large : finite)
                                      | (bits & ~kMagnitude) >> 16U);
}

} // namespace layerloom::core
