#include "core/engine/torch/cpu_convert.h"

#include "core/base/half.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

namespace layerloom::core {
namespace {

// Three rows of this many floats stay in the first cache.
constexpr std::size_t kRow = 2048;
using Row = std::array<float, kRow>;

constexpr std::uint32_t kInfinity = 0x7F800000U;
constexpr std::uint32_t kMagnitude = 0x7FFFFFFFU;

template <float (*Widen)(std::uint16_t)> void widenEach(std::span<const std::byte> in, Row& out)
{
    for (std::size_t i = 0; i < in.size() / 2; ++i) {
        std::uint16_t bits = 0;
        std::memcpy(&bits, in.data() + 2 * i, sizeof(bits));
        out[i] = Widen(bits);
    }
}

template <std::uint16_t (*Narrow)(float)> void narrowEach(const Row& in, std::span<std::byte> out)
{
    for (std::size_t i = 0; i < out.size() / 2; ++i) {
        const std::uint16_t bits = Narrow(in[i]);
        std::memcpy(out.data() + 2 * i, &bits, sizeof(bits));
    }
}

/// Exact.
void widen(std::span<const std::byte> in, FloatType from, Row& out)
{
    switch (from) {
    case FloatType::BF16:
        return widenEach<floatFromBfloat16>(in, out);
    case FloatType::F16:
        return widenEach<floatFromHalf>(in, out);
    case FloatType::F32:
        break;
    }
    std::memcpy(out.data(), in.data(), in.size());
}

/// Rounded to nearest even.
void narrow(const Row& in, FloatType to, std::span<std::byte> out)
{
    switch (to) {
    case FloatType::BF16:
        return narrowEach<bfloat16FromFloat>(in, out);
    case FloatType::F16:
        return narrowEach<halfFromFloat>(in, out);
    case FloatType::F32:
        break;
    }
    std::memcpy(out.data(), in.data(), out.size());
}

template <typename Bits, Bits Infinity>
std::uint32_t overflowsIn(const Row& before, std::span<const std::byte> after)
{
    constexpr auto kSignless = static_cast<Bits>(~Bits(0)) >> 1U;
    std::uint32_t lost = 0;
    for (std::size_t i = 0; i < after.size() / sizeof(Bits); ++i) {
        Bits bits = 0;
        std::memcpy(&bits, after.data() + i * sizeof(Bits), sizeof(Bits));
        const bool wasFinite = (std::bit_cast<std::uint32_t>(before[i]) & kMagnitude) < kInfinity;
        lost += static_cast<std::uint32_t>(wasFinite)
            & static_cast<std::uint32_t>((bits & kSignless) == Infinity);
    }
    return lost;
}

/// The number of finite values of `before` that are infinite in `after`.
std::uint32_t overflows(const Row& before, std::span<const std::byte> after, FloatType type)
{
    switch (type) {
    case FloatType::BF16:
        return overflowsIn<std::uint16_t, 0x7F80>(before, after);
    case FloatType::F16:
        return overflowsIn<std::uint16_t, 0x7C00>(before, after);
    case FloatType::F32:
        break;
    }
    return overflowsIn<std::uint32_t, kInfinity>(before, after);
}

} // namespace

// Twice as fast with the wider instructions, which nearly every processor has.
[[gnu::target_clones("avx2", "default"), gnu::flatten]] std::uint64_t
convertOnCpu(std::span<const std::byte> in, FloatType from, std::span<std::byte> out, FloatType to,
             double scale)
{
    Row before;
    Row rounded;
    std::uint64_t lost = 0;
    const auto factor = static_cast<float>(scale);
    const std::size_t elements = in.size() / bytesPerElement(from);
    for (std::size_t first = 0; first < elements; first += kRow) {
        const std::size_t count = std::min(kRow, elements - first);
        const auto target = out.subspan(first * bytesPerElement(to), count * bytesPerElement(to));
        widen(in.subspan(first * bytesPerElement(from), count * bytesPerElement(from)), from, before);
        if (scale == 1 || from != to)
            narrow(before, to, target);
        if (scale != 1) {
            if (from == to)
                std::copy_n(before.begin(), count, rounded.begin());
            else
                widen(target, to, rounded);
            for (float& value : std::span(rounded).first(count))
                value *= factor;
            narrow(rounded, to, target);
        }
        lost += overflows(before, target, to);
    }
    return lost;
}

} // namespace layerloom::core
