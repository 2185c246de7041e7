#include "core/dequantize/scaled_decoder.h"

#include "core/base/error.h"
#include "core/dequantize/decoding_tools.h"
#include "core/transform/float_values.h"

#include <algorithm>
#include <array>

namespace layerloom::core {

std::string ScaledDecoder::id() const
{
    return "scaled " + m_format.dtype + ' ' + m_format.scaleDtype + ' ' + std::to_string(m_format.blockRows)
        + 'x' + std::to_string(m_format.blockColumns) + (m_format.factor == 1 ? "" : " / 127")
        + (m_format.hasZeros ? " with zeros" : "");
}

void ScaledDecoder::decode(std::uint64_t first, std::uint64_t count, std::span<std::byte> out,
                           const ReadPart& read) const
{
    const Format& format = m_format;
    std::array<std::byte, 1> layout {};
    if (format.hasLayout)
        read(Extra, layout, 0);
    if (layout[0] != std::byte {0})
        throw Error(ErrorCode::Unsupported, "The rows of an INT8 weight are interleaved (weight_format)");
    std::vector<std::byte> codes(count * format.columns);
    read(Weight, codes, first * format.columns);

    const std::uint64_t across = (format.columns + format.blockColumns - 1) / format.blockColumns;
    const std::uint64_t down = (format.rows + format.blockRows - 1) / format.blockRows;
    const auto gridRow = [&](std::uint64_t row) {
        return row / format.rows * down + row % format.rows / format.blockRows;
    };
    const std::uint64_t firstGrid = gridRow(first);
    const std::uint64_t scaleCount = (gridRow(first + count - 1) + 1 - firstGrid) * across;
    const std::vector<float> scales =
        readNumbers(read, Scale, format.scaleDtype, firstGrid * across, scaleCount);
    std::vector<std::byte> zeros(format.hasZeros ? scaleCount : 0);
    if (format.hasZeros)
        read(Extra, zeros, firstGrid * across);

    const std::vector<float> values = valuesOfBytes(format.dtype);
    std::vector<float> row(format.columns);
    for (std::uint64_t r = 0; r < count; ++r) {
        const std::uint64_t grid = (gridRow(first + r) - firstGrid) * across;
        for (std::uint64_t block = 0; block < across; ++block) {
            const float scale = scales[grid + block];
            const float zero =
                format.hasZeros ? static_cast<float>(static_cast<std::int8_t>(zeros[grid + block])) : 0.0F;
            const std::uint64_t end = std::min(format.columns, (block + 1) * format.blockColumns);
            for (std::uint64_t c = block * format.blockColumns; c < end; ++c) {
                const float value = values[static_cast<std::size_t>(codes[r * format.columns + c])];
                row[c] = (value - zero) * scale * format.factor;
            }
        }
        const std::uint64_t rowBytes = format.columns * bytesPerElement(format.type);
        narrow(row, format.type, out.subspan(r * rowBytes, rowBytes));
    }
}

} // namespace layerloom::core
