#include "core/dequantize/group_grid.h"

#include "core/dequantize/decoding_tools.h"

namespace layerloom::core {

std::vector<float> readGroupScales(const ReadPart& read, std::size_t part, FloatType type,
                                   const GroupGrid& grid)
{
    const std::uint64_t width = bytesPerElement(type);
    const std::vector<std::byte> bytes = readColumns(
        read, {part, 0, grid.groups, grid.outputs * width, grid.first * width, grid.count * width});
    const auto copy = [&](std::size_t, std::span<std::byte> buffer, std::uint64_t offset) {
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), buffer.size(), buffer.begin());
    };
    return readNumbers(copy, part, headerName(type), 0, grid.groups * grid.count);
}

std::vector<std::uint32_t> readGroupWords(const ReadPart& read, std::size_t part, unsigned fields,
                                          const GroupGrid& grid)
{
    const std::uint64_t begin = grid.first / fields;
    const std::uint64_t end = (grid.first + grid.count + fields - 1) / fields;
    const std::vector<std::byte> bytes =
        readColumns(read, {part, 0, grid.groups, grid.outputs / fields * 4, begin * 4, (end - begin) * 4});
    std::vector<std::uint32_t> words(bytes.size() / 4);
    for (std::size_t i = 0; i < words.size(); ++i)
        words[i] = wordAt(bytes, i);
    return words;
}

} // namespace layerloom::core
