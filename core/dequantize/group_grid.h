#pragma once

#include "core/checkpoint/dtype.h"
#include "core/checkpoint/tensor_decoder.h"
#include "core/transform/float_values.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace layerloom::core {

// GPTQ and AWQ store codes, zeros and scales with the outputs as columns, and differ in the order of the fields of a word.

/// The outputs [first, first + count) of a tensor of `groups` rows.
struct GroupGrid {
    std::uint64_t groups = 0;
    std::uint64_t outputs = 0; ///< of the tensor
    std::uint64_t first = 0;
    std::uint64_t count = 0;
};

/// [groups, count] of a tensor [groups, outputs].
std::vector<float> readGroupScales(const ReadPart& read, std::size_t part, FloatType type,
                                   const GroupGrid& grid);

/// Words of 32 bits that hold `fields` fields each: those with fields of the outputs, [groups, words], from word
/// grid.first / fields on.
std::vector<std::uint32_t> readGroupWords(const ReadPart& read, std::size_t part, unsigned fields,
                                          const GroupGrid& grid);

/// Zeros and scales, [groups, count], and the group of each input.
struct GroupNumbers {
    std::vector<float> zeros;
    std::vector<float> scales;
    std::vector<std::uint32_t> groupOf;
};

/// Writes out[o, i] = (code(i, o) - zero) · scale, rounded to `type`, for `count` outputs: o counts from the first of them.
/// A few outputs at a time, so that the words that hold neighbouring outputs are read from the processor's cache.
template <typename Code>
void writeGroupedRows(const GroupNumbers& numbers, std::uint64_t count, FloatType type, const Code& code,
                      std::span<std::byte> out)
{
    constexpr std::uint64_t kTile = 16;
    const std::uint64_t inputs = numbers.groupOf.size();
    const std::uint64_t rowBytes = inputs * bytesPerElement(type);
    std::vector<float> rows(kTile * inputs);
    for (std::uint64_t first = 0; first < count; first += kTile) {
        const std::uint64_t tile = std::min(kTile, count - first);
        for (std::uint64_t i = 0; i < inputs; ++i) {
            const std::uint64_t group = numbers.groupOf[i] * count + first;
            for (std::uint64_t o = 0; o < tile; ++o)
                rows[o * inputs + i] =
                    (code(i, first + o) - numbers.zeros[group + o]) * numbers.scales[group + o];
        }
        for (std::uint64_t o = 0; o < tile; ++o)
            narrow(std::span(rows).subspan(o * inputs, inputs), type,
                   out.subspan((first + o) * rowBytes, rowBytes));
    }
}

} // namespace layerloom::core
