#include "core/dequantize/packed_rows_decoder.h"

#include "core/dequantize/decoding_tools.h"
#include "core/transform/float_values.h"

namespace layerloom::core {

std::string PackedRowsDecoder::id() const
{
    return "pack-quantized " + std::to_string(m_format.bits) + ' ' + std::to_string(m_format.groupSize)
        + (m_format.hasZeros ? " with zeros" : "");
}

void PackedRowsDecoder::decode(std::uint64_t first, std::uint64_t count, std::span<std::byte> out,
                               const ReadPart& read) const
{
    const unsigned bits = m_format.bits;
    const unsigned fields = 32 / bits;
    const std::uint32_t mask = (1U << bits) - 1;
    const std::int32_t offset = 1 << (bits - 1);
    const std::uint64_t columns = m_format.columns;
    const std::uint64_t across = (columns + fields - 1) / fields;
    const std::uint64_t groups = columns / m_format.groupSize;
    std::vector<std::byte> words(count * across * 4);
    read(Weight, words, first * across * 4);
    const std::uint64_t firstScale = m_format.oneScale ? 0 : first * groups;
    const std::vector<float> scales = readNumbers(read, Scales, headerName(m_format.type), firstScale,
                                                  m_format.oneScale ? 1 : count * groups);
    const std::uint64_t firstWord = first / fields;
    std::vector<std::byte> zeros(
        m_format.hasZeros ? ((first + count + fields - 1) / fields - firstWord) * groups * 4 : 0);
    if (m_format.hasZeros)
        read(Zeros, zeros, firstWord * groups * 4);
    const auto fieldOf = [&](std::uint32_t word, std::uint64_t field) {
        return static_cast<std::int32_t>((word >> (field % fields * bits)) & mask) - offset;
    };
    std::vector<float> row(columns);
    const std::uint64_t rowBytes = columns * bytesPerElement(m_format.type);
    for (std::uint64_t r = 0; r < count; ++r) {
        const std::uint64_t zeroWord = ((first + r) / fields - firstWord) * groups;
        for (std::uint64_t c = 0; c < columns; ++c) {
            const std::uint64_t group = c / m_format.groupSize;
            std::int32_t value = fieldOf(wordAt(words, r * across + c / fields), c);
            if (m_format.hasZeros)
                value -= fieldOf(wordAt(zeros, zeroWord + group), first + r);
            row[c] = static_cast<float>(value) * scales[m_format.oneScale ? 0 : r * groups + group];
        }
        narrow(row, m_format.type, out.subspan(r * rowBytes, rowBytes));
    }
}

} // namespace layerloom::core
