#include "core/transform/float_values.h"

#include "core/base/half.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace layerloom::core {

namespace {

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
        return widenEach<std::uint16_t, floatFromBfloat16>(in, out);
    case FloatType::F16:
        return widenEach<std::uint16_t, floatFromHalf>(in, out);
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
