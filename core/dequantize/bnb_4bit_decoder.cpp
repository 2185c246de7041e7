#include "core/dequantize/bnb_4bit_decoder.h"

#include "core/dequantize/decoding_tools.h"
#include "core/transform/float_values.h"

#include <algorithm>
#include <bit>

namespace layerloom::core {
std::string Bnb4BitDecoder::id() const
{
    std::string text = m_format.quantType == FourBitType::NF4 ? "bitsandbytes nf4 " : "bitsandbytes fp4 ";
    text += std::to_string(m_format.blockSize);
    if (m_format.nested)
        text += " of " + std::to_string(m_format.nested->blockSize) + " from "
            + std::to_string(std::bit_cast<std::uint32_t>(m_format.nested->offset));
    return text;
}

void Bnb4BitDecoder::decode(std::uint64_t first, std::uint64_t count, std::span<std::byte> out,
                            const ReadPart& read) const
{
    const std::uint64_t begin = first * m_format.columns;
    const std::uint64_t end = begin + count * m_format.columns;
    std::vector<std::byte> codes((end + 1) / 2 - begin / 2);
    read(Weight, codes, begin / 2);
    const std::uint64_t firstBlock = begin / m_format.blockSize;
    const std::vector<float> absmax =
        scales(firstBlock, (end - 1) / m_format.blockSize + 1 - firstBlock, read);
    const auto table = valuesOf(m_format.quantType);
    std::vector<float> all(2 * codes.size()); // from an even element on
    for (std::size_t i = 0; i < codes.size(); ++i) {
        const auto pair = static_cast<unsigned>(codes[i]);
        all[2 * i] = table[pair >> 4U];
        all[2 * i + 1] = table[pair & 0xFU];
    }
    const auto values = std::span(all).subspan(begin % 2, end - begin);
    for (std::uint64_t k = begin; k < end;) {
        const std::uint64_t block = k / m_format.blockSize;
        const std::uint64_t stop = std::min(end, (block + 1) * m_format.blockSize);
        for (; k < stop; ++k)
            values[k - begin] *= absmax[block - firstBlock];
    }
    narrow(values, m_format.type, out);
}

std::vector<float> Bnb4BitDecoder::scales(std::uint64_t firstBlock, std::uint64_t count,
                                          const ReadPart& read) const
{
    if (!m_format.nested)
        return readNumbers(read, AbsMax, "F32", firstBlock, count);
    const std::uint64_t size = m_format.nested->blockSize;
    std::vector<std::byte> codes(count);
    read(AbsMax, codes, firstBlock);
    const std::vector<float> map = readNumbers(read, NestedMap, "F32", 0, 256);
    const std::uint64_t firstScale = firstBlock / size;
    const std::vector<float> nested =
        readNumbers(read, NestedAbsMax, "F32", firstScale, (firstBlock + count - 1) / size + 1 - firstScale);
    std::vector<float> scales(count);
    for (std::uint64_t i = 0; i < count; ++i)
        scales[i] = map[static_cast<std::size_t>(codes[i])] * nested[(firstBlock + i) / size - firstScale];
    for (float& scale : scales)
        scale += m_format.nested->offset;
    return scales;
}

} // namespace layerloom::core
