#include "core/dequantize/decoding_tools.h"

#include "core/base/error.h"
#include "core/base/half.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

namespace layerloom::core {
namespace {

constexpr std::uint64_t kBulkBytes = 1U << 20U;
// A read of its own costs about as much as copying this many bytes.
constexpr std::uint64_t kReadCost = 4096;

std::uint16_t halfWordAt(std::span<const std::byte> bytes, std::size_t index)
{
    std::uint16_t word = 0;
    std::memcpy(&word, bytes.data() + 2 * index, sizeof(word));
    return word;
}

/// 2^(code - 127); 255 is NaN. Source: OCP Microscaling Formats (MX) v1.0, section 5.4.1.
float powerOfTwo(std::uint8_t code)
{
    return code == 255 ? std::numeric_limits<float>::quiet_NaN() : std::ldexp(1.0F, int {code} - 127);
}

/// The value of a code of 8 bits with a sign, `exponentBits` and the rest. Source: Micikevicius et al., FP8 formats for
/// deep learning, arXiv 2209.05433: E5M2 has infinities and NaN as IEEE 754 has, E4M3 only NaN (S.1111.111).
float floatOfByte(unsigned code, unsigned exponentBits)
{
    const unsigned mantissaBits = 7 - exponentBits;
    const int bias = (1 << (exponentBits - 1)) - 1;
    const unsigned most = (1U << exponentBits) - 1;
    const unsigned exponent = (code >> mantissaBits) & most;
    const unsigned mantissa = code & ((1U << mantissaBits) - 1);
    const float sign = (code & 0x80U) != 0 ? -1.0F : 1.0F;
    const auto scaled = [&](unsigned significand, unsigned raised) {
        return sign
            * std::ldexp(static_cast<float>(significand),
                         static_cast<int>(raised) - bias - static_cast<int>(mantissaBits));
    };
    const bool isIeee = exponentBits == 5;
    if (exponent == most && (isIeee ? mantissa != 0 : mantissa == (1U << mantissaBits) - 1))
        return std::numeric_limits<float>::quiet_NaN();
    if (exponent == most && isIeee)
        return sign * std::numeric_limits<float>::infinity();
    return exponent == 0 ? scaled(mantissa, 1) : scaled(mantissa + (1U << mantissaBits), exponent);
}

} // namespace

bool isScaleType(std::string_view dtype)
{
    return floatType(dtype) || dtype == "F8_E8M0";
}

std::vector<float> readNumbers(const ReadPart& read, std::size_t part, std::string_view dtype,
                               std::uint64_t first, std::uint64_t count)
{
    const std::optional<FloatType> type = floatType(dtype);
    const std::uint64_t width = type ? bytesPerElement(*type) : 1;
    std::vector<std::byte> bytes(count * width);
    read(part, bytes, first * width);
    std::vector<float> numbers(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (type == FloatType::F32)
            numbers[i] = std::bit_cast<float>(wordAt(bytes, i));
        else if (type == FloatType::F16)
            numbers[i] = floatFromHalf(halfWordAt(bytes, i));
        else if (type == FloatType::BF16)
            numbers[i] = floatFromBfloat16(halfWordAt(bytes, i));
        else
            numbers[i] = powerOfTwo(static_cast<std::uint8_t>(bytes[i]));
    }
    return numbers;
}

std::vector<std::byte> readColumns(const ReadPart& read, const Columns& columns)
{
    std::vector<std::byte> bytes(columns.rows * columns.width);
    const bool isBulk = columns.rowBytes <= kBulkBytes && columns.rowBytes <= columns.width + kReadCost;
    if (!isBulk) {
        for (std::uint64_t row = 0; row < columns.rows; ++row)
            read(columns.part, std::span(bytes).subspan(row * columns.width, columns.width),
                 columns.offset + row * columns.rowBytes + columns.begin);
        return bytes;
    }
    const std::uint64_t atOnce = kBulkBytes / columns.rowBytes;
    std::vector<std::byte> whole(std::min(atOnce, columns.rows) * columns.rowBytes);
    for (std::uint64_t first = 0; first < columns.rows; first += atOnce) {
        const std::uint64_t count = std::min(atOnce, columns.rows - first);
        read(columns.part, std::span(whole).first(count * columns.rowBytes),
             columns.offset + first * columns.rowBytes);
        for (std::uint64_t row = 0; row < count; ++row)
            std::memcpy(bytes.data() + (first + row) * columns.width,
                        whole.data() + row * columns.rowBytes + columns.begin, columns.width);
    }
    return bytes;
}

std::uint32_t wordAt(std::span<const std::byte> bytes, std::uint64_t index)
{
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data() + 4 * index, sizeof(word));
    return word;
}

std::vector<float> valuesOfBytes(std::string_view dtype)
{
    assert(dtype == "I8" || dtype == "F8_E4M3" || dtype == "F8_E5M2");
    std::vector<float> values(256);
    for (unsigned code = 0; code < 256; ++code) {
        values[code] = dtype == "I8" ? static_cast<float>(static_cast<std::int8_t>(code))
                                     : floatOfByte(code, dtype == "F8_E4M3" ? 4 : 5);
    }
    return values;
}

} // namespace layerloom::core
