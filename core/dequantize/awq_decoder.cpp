#include "core/dequantize/awq_decoder.h"

#include "core/dequantize/group_grid.h"

#include <array>

namespace layerloom::core {
namespace {

constexpr unsigned kAwqFields = 8;
// Where the bits of output o % 8 begin. Source: AutoAWQ 0.2.9, awq/utils/packing_utils.py, AWQ_REVERSE_ORDER.
constexpr std::array<unsigned, kAwqFields> kAwqShifts {0, 16, 4, 20, 8, 24, 12, 28};

} // namespace

std::string AwqDecoder::id() const
{
    return "awq gemm " + std::to_string(m_format.groupSize);
}

void AwqDecoder::decode(std::uint64_t first, std::uint64_t count, std::span<std::byte> out,
                        const ReadPart& read) const
{
    const std::uint64_t inputs = m_format.inputs;
    const std::uint64_t groups = inputs / m_format.groupSize;
    const GroupGrid grid {groups, m_format.outputs, first, count};
    const std::vector<std::uint32_t> zeroWords = readGroupWords(read, Zeros, kAwqFields, grid);
    // The words of the weights lie as those of the zeros do, with a row for each input.
    const std::vector<std::uint32_t> words =
        readGroupWords(read, Weight, kAwqFields, {inputs, m_format.outputs, first, count});
    const std::uint64_t across = words.size() / inputs;
    const auto fieldOf = [&](const std::vector<std::uint32_t>& all, std::uint64_t row, std::uint64_t o) {
        const std::uint32_t word = all[row * across + (first + o) / kAwqFields - first / kAwqFields];
        return static_cast<float>((word >> kAwqShifts[(first + o) % kAwqFields]) & 0xFU);
    };
    GroupNumbers numbers {std::vector<float>(groups * count),
                          readGroupScales(read, Scales, m_format.type, grid),
                          std::vector<std::uint32_t>(inputs)};
    for (std::uint64_t group = 0; group < groups; ++group)
        for (std::uint64_t o = 0; o < count; ++o)
            numbers.zeros[group * count + o] = fieldOf(zeroWords, group, o);
    for (std::uint64_t i = 0; i < inputs; ++i)
        numbers.groupOf[i] = static_cast<std::uint32_t>(i / m_format.groupSize);
    const auto code = [&](std::uint64_t i, std::uint64_t o) { return fieldOf(words, i, o); };
    writeGroupedRows(numbers, count, m_format.type, code, out);
}

} // namespace layerloom::core
