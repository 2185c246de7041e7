#include "tests/engine_check/float_reference.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace layerloom::tests {
namespace {

struct Format {
    int exponentBits;
    int fractionBits;
    int bias() const { return (1 << (exponentBits - 1)) - 1; }
    int signShift() const { return exponentBits + fractionBits; }
    std::uint32_t topExponent() const { return (1U << exponentBits) - 1; }
    std::uint32_t infinity() const { return topExponent() << fractionBits; }
};

Format formatOf(core::FloatType type)
{
    switch (type) {
    case core::FloatType::BF16:
        return {8, 7};
    case core::FloatType::F16:
        return {5, 10};
    case core::FloatType::F32:
        break;
    }
    return {8, 23};
}

} // namespace

double decoded(core::FloatType type, std::uint32_t bits)
{
    const Format format = formatOf(type);
    const std::uint32_t fraction = bits & ((1U << format.fractionBits) - 1);
    const std::uint32_t exponent = (bits >> format.fractionBits) & format.topExponent();
    const double sign = (bits >> format.signShift() & 1U) != 0 ? -1.0 : 1.0;
    if (exponent == format.topExponent())
        return fraction != 0 ? std::numeric_limits<double>::quiet_NaN()
                             : sign * std::numeric_limits<double>::infinity();
    const int power = static_cast<int>(exponent == 0 ? 1 : exponent) - format.bias() - format.fractionBits;
    const std::uint32_t significand = exponent == 0 ? fraction : fraction | (1U << format.fractionBits);
    return sign * std::ldexp(static_cast<double>(significand), power);
}

std::uint32_t encoded(core::FloatType type, double value)
{
    const Format format = formatOf(type);
    if (std::isnan(value))
        return format.infinity() | 1U;
    const std::uint32_t sign = std::signbit(value) ? 1U << format.signShift() : 0;
    const double magnitude = std::fabs(value);
    if (std::isinf(magnitude))
        return sign | format.infinity();
    // The step between neighbours is a power of two, so the quotient is exact; nearbyint takes the even one
    // of a tie.
    const int least = 1 - format.bias();
    const int exponent = magnitude == 0 ? least : std::max(std::ilogb(magnitude), least);
    const double steps = std::nearbyint(std::ldexp(magnitude, format.fractionBits - exponent));
    // A number that rounds up to the next power of two carries into the exponent, the greatest one into
    // infinity.
    const std::uint64_t pattern =
        (static_cast<std::uint64_t>(exponent + format.bias() - 1) << format.fractionBits)
        + static_cast<std::uint64_t>(steps);
    return sign | static_cast<std::uint32_t>(std::min<std::uint64_t>(pattern, format.infinity()));
}

bool sameNumber(core::FloatType type, std::uint32_t left, std::uint32_t right)
{
    return left == right || (std::isnan(decoded(type, left)) && std::isnan(decoded(type, right)));
}

} // namespace layerloom::tests
