#include "tests/engine_check/engine_checks.h"

#include "core/base/error.h"
#include "tests/engine_check/float_reference.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <random>

namespace layerloom::tests {
namespace {

using core::FloatType;
constexpr FloatType kTypes[] = {FloatType::BF16, FloatType::F16, FloatType::F32};

std::string nameOf(FloatType type)
{
    return type == FloatType::BF16 ? "BF16" : type == FloatType::F16 ? "F16" : "F32";
}

/// Every number of 16 bits, or of 32 bits: both kinds of 16 bits, the middle between each and the next, one
/// step to both sides of all of them, and random patterns.
std::vector<std::uint32_t> samples(FloatType type)
{
    std::vector<std::uint32_t> found;
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
        if (type != FloatType::F32) {
            found.push_back(bits);
            continue;
        }
        for (const FloatType narrow : {FloatType::BF16, FloatType::F16}) {
            const double here = decoded(narrow, bits);
            const double next = decoded(narrow, (bits + 1) & 0xFFFFU);
            for (const double value : {here, (here + next) / 2}) {
                const auto pattern = std::bit_cast<std::uint32_t>(static_cast<float>(value));
                found.insert(found.end(), {pattern - 1, pattern, pattern + 1});
            }
        }
    }
    if (type == FloatType::F32) {
        std::mt19937 random(7);
        for (int i = 0; i < 100'000; ++i)
            found.push_back(static_cast<std::uint32_t>(random()));
    }
    return found;
}

std::vector<std::byte> packed(const std::vector<std::uint32_t>& numbers, FloatType type)
{
    const std::size_t size = core::bytesPerElement(type);
    std::vector<std::byte> bytes(numbers.size() * size);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        std::memcpy(bytes.data() + i * size, &numbers[i], size);
    return bytes;
}

std::uint32_t numberAt(const std::vector<std::byte>& bytes, std::size_t index, FloatType type)
{
    std::uint32_t bits = 0;
    const std::size_t size = core::bytesPerElement(type);
    std::memcpy(&bits, bytes.data() + index * size, size);
    return bits;
}

/// What mergekit computes: the number as `to`, times the scale as a float, rounded once more.
std::uint32_t expected(std::uint32_t bits, FloatType from, FloatType to, double scale)
{
    const std::uint32_t cast = from == to ? bits : encoded(to, decoded(from, bits));
    if (scale == 1)
        return cast;
    // Both factors are floats, so the product is exact as a double.
    const double product = decoded(to, cast) * static_cast<double>(static_cast<float>(scale));
    return encoded(to, decoded(FloatType::F32, encoded(FloatType::F32, product)));
}

std::string compare(const ConvertFunction& convert, FloatType from, FloatType to, double scale)
{
    const std::vector<std::uint32_t> numbers = samples(from);
    const std::vector<std::byte> in = packed(numbers, from);
    std::vector<std::byte> out(numbers.size() * core::bytesPerElement(to));
    const std::uint64_t lost = convert(in, from, out, to, scale);
    std::uint64_t shouldBeLost = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::uint32_t right = expected(numbers[i], from, to, scale);
        const std::uint32_t got = numberAt(out, i, to);
        if (!sameNumber(to, got, right))
            return std::to_string(decoded(from, numbers[i])) + " (bits " + std::to_string(numbers[i])
                + ") became bits " + std::to_string(got) + ", not " + std::to_string(right);
        if (std::isfinite(decoded(from, numbers[i])) && std::isinf(decoded(to, right)))
            ++shouldBeLost;
    }
    if (lost != shouldBeLost)
        return std::to_string(lost) + " overflows counted, not " + std::to_string(shouldBeLost);
    return {};
}

} // namespace

std::vector<EngineCheck> checkConversions(const ConvertFunction& convert)
{
    std::vector<EngineCheck> checks;
    const auto add = [&](FloatType from, FloatType to, double scale) {
        EngineCheck check {nameOf(from) + " to " + nameOf(to), {}};
        if (scale != 1)
            check.name += " times " + std::to_string(scale);
        try {
            check.failure = compare(convert, from, to, scale);
        } catch (const core::Error& error) {
            check.failure = error.message();
        }
        checks.push_back(std::move(check));
    };
    for (const FloatType from : kTypes)
        for (const FloatType to : kTypes)
            add(from, to, 1);
    for (const FloatType type : kTypes)
        for (const double scale : {0.0, 0.7, -3.0, 1e-3})
            add(type, type, scale);
    add(FloatType::F32, FloatType::F16, 0.7);
    return checks;
}

std::vector<EngineCheck> checkEngine(core::Engine& engine)
{
    return checkConversions([&](std::span<const std::byte> in, FloatType from, std::span<std::byte> out,
                                FloatType to,
                                double scale) { return engine.convert(in, from, out, to, scale); });
}

} // namespace layerloom::tests
