#pragma once

#include "core/checkpoint/dtype.h"
#include "core/checkpoint/tensor_decoder.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// `count` numbers of a stored part from element `first` on, as single precision, exactly. `dtype`: isScaleType().
std::vector<float> readNumbers(const ReadPart& read, std::size_t part, std::string_view dtype,
                               std::uint64_t first, std::uint64_t count);

/// True for the types that scales are stored in: BF16, F16, F32 and F8_E8M0 (powers of two).
bool isScaleType(std::string_view dtype);

/// Bytes [begin, begin + width) of `rows` rows of a stored part, one after the other. The rows have `rowBytes` bytes, the
/// first one starts at `offset`.
struct Columns {
    std::size_t part = 0;
    std::uint64_t offset = 0;
    std::uint64_t rows = 0;
    std::uint64_t rowBytes = 0;
    std::uint64_t begin = 0;
    std::uint64_t width = 0;
};
/// Reads them, in few large reads where that is cheaper than one for each row.
std::vector<std::byte> readColumns(const ReadPart& read, const Columns& columns);

/// The little-endian number of 32 bits at an index of `bytes`.
std::uint32_t wordAt(std::span<const std::byte> bytes, std::uint64_t index);

/// The values of all 256 codes of a byte in a type whose elements are bytes: I8, F8_E4M3, F8_E5M2. REQUIRES: one of them.
std::vector<float> valuesOfBytes(std::string_view dtype);

} // namespace layerloom::core
