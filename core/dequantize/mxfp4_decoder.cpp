#include "core/dequantize/mxfp4_decoder.h"

#include "core/dequantize/decoding_tools.h"
#include "core/transform/float_values.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace layerloom::core {
namespace {

constexpr std::uint64_t kMxGroup = 32;
constexpr std::array<float, 16> kE2M1 {0.0F,  0.5F,  1.0F,  1.5F,  2.0F,  3.0F,  4.0F,  6.0F,
                                       -0.0F, -0.5F, -1.0F, -1.5F, -2.0F, -3.0F, -4.0F, -6.0F};

/// 2^(s - 127) for each code s; infinite for 255, as in transformers.
std::array<float, 256> mxScales()
{
    std::array<float, 256> scales {};
    for (int code = 0; code < 256; ++code)
        scales[static_cast<std::size_t>(code)] = std::ldexp(1.0F, code - 127);
    return scales;
}

} // namespace

std::string Mxfp4Decoder::id() const
{
    return "mxfp4";
}

void Mxfp4Decoder::decode(std::uint64_t first, std::uint64_t count, std::span<std::byte> out,
                          const ReadPart& read) const
{
    const std::uint64_t inputs = m_format.groups * kMxGroup;
    const std::uint64_t rowBytes = m_format.outputs * bytesPerElement(m_format.type);
    while (count > 0) {
        const std::uint64_t here = std::min(count, inputs - first % inputs);
        decodeExpert(first / inputs, first % inputs, here, out.first(here * rowBytes), read);
        out = out.subspan(here * rowBytes);
        first += here;
        count -= here;
    }
}

/// Rows [first, first + count) of one expert.
void Mxfp4Decoder::decodeExpert(std::uint64_t expert, std::uint64_t first, std::uint64_t count,
                                std::span<std::byte> out, const ReadPart& read) const
{
    const std::uint64_t outputs = m_format.outputs;
    const std::uint64_t bytesAcross = m_format.groups * kMxGroup / 2;
    const std::uint64_t beginByte = first / 2;
    const std::uint64_t width = (first + count + 1) / 2 - beginByte;
    const std::vector<std::byte> codes =
        readColumns(read, {Blocks, expert * outputs * bytesAcross, outputs, bytesAcross, beginByte, width});
    std::vector<std::byte> exponents(outputs * m_format.groups);
    read(Scales, exponents, expert * exponents.size());
    const std::array<float, 256> scales = mxScales();
    std::vector<float> row(outputs);
    const std::uint64_t rowBytes = outputs * bytesPerElement(m_format.type);
    for (std::uint64_t i = first; i < first + count; ++i) {
        for (std::uint64_t o = 0; o < outputs; ++o) {
            const auto pair = static_cast<unsigned>(codes[o * width + i / 2 - beginByte]);
            const auto exponent = static_cast<std::size_t>(exponents[o * m_format.groups + i / kMxGroup]);
            row[o] = kE2M1[i % 2 == 0 ? pair & 0xFU : pair >> 4U] * scales[exponent];
        }
        narrow(row, m_format.type, out.subspan((i - first) * rowBytes, rowBytes));
    }
}

} // namespace layerloom::core
