#include "core/transform/float_values.h"

#include "core/base/half.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace layerloom::core {

namespace {

template <typename Bits, float (*Value)(Bits), typename Number>
void widenEach(std::span<const std::byte> in, std::span<Number> out)
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        Bits bits = 0;
        std::memcpy(&bits, in.data() + i * sizeof(Bits), sizeof(Bits));
        out[i] = static_cast<Number>(Value(bits));
    }
}

template <std::uint16_t (*Bits)(float)> void narrowEach(std::span<const float> in, std::span<std::byte> out)
{
    for (std::size_t i = 0; i < in.size(); ++i) {
        const std::uint16_t bits = Bits(in[i]);
        std::memcpy(out.data() + i * sizeof(bits), &bits, sizeof(bits));
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

void widen(std::span<const std::byte> in, FloatType from, std::span<float> out)
{
    switch (from) {
    case FloatType::BF16:
        return widenEach<std::uint16_t, floatFromBfloat16>(in, out);
    case FloatType::F16:
        return widenEach<std::uint16_t, floatFromHalf>(in, out);
    case FloatType::F32:
        break;
    }
    if (!in.empty())
        std::memcpy(out.data(), in.data(), in.size());
}

void narrow(std::span<const float> in, FloatType to, std::span<std::byte> out)
{
    switch (to) {
    case FloatType::BF16:
        return narrowEach<bfloat16FromFloat>(in, out);
    case FloatType::F16:
        return narrowEach<halfFromFloat>(in, out);
    case FloatType::F32:
        break;
    }
    if (!out.empty())
        std::memcpy(out.data(), in.data(), out.size());
}

float largestMagnitude(std::span<const float> numbers)
{
    std::int32_t largest = 0; // bits of magnitudes are ordered as they are, NaN above infinity
    for (const float number : numbers)
        largest = std::max(largest, std::bit_cast<std::int32_t>(number) & 0x7FFFFFFF);
    return std::bit_cast<float>(largest);
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
