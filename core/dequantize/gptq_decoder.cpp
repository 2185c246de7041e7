#include "core/dequantize/gptq_decoder.h"

#include "core/base/error.h"
#include "core/dequantize/decoding_tools.h"
#include "core/dequantize/group_grid.h"

#include <algorithm>

namespace layerloom::core {
namespace {

/// 1 in each field of a word.
constexpr std::uint32_t oneInEach(unsigned bits)
{
    std::uint32_t word = 0;
    for (unsigned shift = 0; shift < 32; shift += bits)
        word |= 1U << shift;
    return word;
}

} // namespace

std::string GptqDecoder::id() const
{
    return "gptq " + std::to_string(m_format.bits) + (m_format.addsOne ? " v1 " : " v2 ")
        + (m_format.hasIndex ? "g_idx" : std::to_string(m_format.groupSize));
}

void GptqDecoder::decode(std::uint64_t first, std::uint64_t count, std::span<std::byte> out,
                         const ReadPart& read) const
{
    const unsigned bits = m_format.bits;
    const unsigned fields = 32 / bits;
    const std::uint32_t mask = (1U << bits) - 1;
    const GroupGrid grid {m_format.groups, m_format.outputs, first, count};
    std::vector<std::uint32_t> zeroWords = readGroupWords(read, Zeros, fields, grid);
    if (m_format.addsOne)
        for (std::uint32_t& word : zeroWords)
            word += oneInEach(bits);
    const std::uint64_t across = zeroWords.size() / m_format.groups;
    GroupNumbers numbers {std::vector<float>(m_format.groups * count),
                          readGroupScales(read, Scales, m_format.type, grid), groupsOfInputs(read)};
    for (std::uint64_t group = 0; group < m_format.groups; ++group)
        for (std::uint64_t o = 0; o < count; ++o) {
            const std::uint64_t word = (first + o) / fields - first / fields;
            const auto shift = static_cast<unsigned>((first + o) % fields) * bits;
            numbers.zeros[group * count + o] =
                static_cast<float>((zeroWords[group * across + word] >> shift) & mask);
        }
    const std::vector<std::uint32_t> words =
        readGroupWords(read, Weight, 1, {m_format.inputs / fields, m_format.outputs, first, count});
    const auto code = [&](std::uint64_t i, std::uint64_t o) {
        const unsigned shift = static_cast<unsigned>(i % fields) * bits;
        return static_cast<float>((words[i / fields * count + o] >> shift) & mask);
    };
    writeGroupedRows(numbers, count, m_format.type, code, out);
}

std::vector<std::uint32_t> GptqDecoder::groupsOfInputs(const ReadPart& read) const
{
    std::vector<std::uint32_t> groups(m_format.inputs);
    if (!m_format.hasIndex) {
        for (std::uint64_t i = 0; i < groups.size(); ++i)
            groups[i] = static_cast<std::uint32_t>(i / m_format.groupSize);
        return groups;
    }
    std::vector<std::byte> bytes(groups.size() * 4);
    read(Index, bytes, 0);
    for (std::uint64_t i = 0; i < groups.size(); ++i) {
        groups[i] = wordAt(bytes, i);
        if (groups[i] >= m_format.groups)
            throw Error(ErrorCode::Corrupt,
                        "g_idx names group " + std::to_string(groups[i]) + ", but there are scales for "
                            + std::to_string(m_format.groups));
    }
    return groups;
}

} // namespace layerloom::core
