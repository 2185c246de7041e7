#include "core/transform/float_values.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace layerloom::core {

namespace {

float floatOfBfloat(std::uint16_t bits)
{
    return std::bit_cast<float>(std::uint32_t {bits} << 16U);
}

/// Without branches, so that many are widened at once. Source: Fabian Giesen, "half to float".
float floatOfHalf(std::uint16_t half)
{
    constexpr std::uint32_t kExponentShift = 112U << 23U;
    constexpr std::uint32_t kLeastNormal = 113U << 23U;
    const std::uint32_t magnitude = (std::uint32_t {half} & 0x7FFFU) << 13U;
    const std::uint32_t normal = magnitude + kExponentShift;
    const float small = std::bit_cast<float>(magnitude + kLeastNormal) - std::bit_cast<float>(kLeastNormal);
    const std::uint32_t finite = magnitude < 0x400U << 13U ? std::bit_cast<std::uint32_t>(small) : normal;
    const std::uint32_t bits = magnitude >= 0x7C00U << 13U ? normal + kExponentShift : finite;
    return std::bit_cast<float>(bits | (std::uint32_t {half} & 0x8000U) << 16U);
}

template <typename Bits, float (*Value)(Bits)>
void widenEach(std::span<const std::byte> in, std::span<double> out)
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        Bits bits = 0;
        std::memcpy(&bits, in.data() + i * sizeof(Bits), sizeof(Bits));
        out[i] = static_cast<double>(Value(bits));
    }
}

float floatOfBits(std::uint32_t bits)
{
    return std::bit_cast<float>(bits);
}

} // namespace

NumberCounts& NumberCounts::operator+=(const NumberCounts& other)
{
    elements += other.elements;
    zeros += other.zeros;
    nans += other.nans;
    infinities += other.infinities;
    return *this;
}

void widen(std::span<const std::byte> in, FloatType from, std::span<double> out)
{
    switch (from) {
    case FloatType::BF16:
        return widenEach<std::uint16_t, floatOfBfloat>(in, out);
    case FloatType::F16:
        return widenEach<std::uint16_t, floatOfHalf>(in, out);
    case FloatType::F32:
        return widenEach<std::uint32_t, floatOfBits>(in, out);
    }
}

NumberCounts countNumbers(std::span<const double> numbers)
{
    constexpr std::uint64_t kMagnitude = ~std::uint64_t {0} >> 1U;
    constexpr auto kInfinity = std::bit_cast<std::uint64_t>(HUGE_VAL);
    NumberCounts counts;
    counts.elements = numbers.size();
    for (const double number : numbers) {
        const std::uint64_t magnitude = std::bit_cast<std::uint64_t>(number) & kMagnitude;
        counts.zeros += std::uint64_t {magnitude == 0};
        counts.nans += std::uint64_t {magnitude > kInfinity};
        counts.infinities += std::uint64_t {magnitude == kInfinity};
    }
    return counts;
}

} // namespace layerloom::core
