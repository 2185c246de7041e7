#pragma once

#include "core/checkpoint/dtype.h"
#include "core/checkpoint/tensor_decoder.h"

#include <string>

namespace layerloom::core {

/// Decodes the integer weights of compressed-tensors' "pack-quantized" with 4 or 8 bits:
///     weight_packed [rows, ⌈columns · bits / 32⌉]: q[r, c] is field c % (32 / bits), from the lowest bit on, less
///     2^(bits - 1)
///     weight_zero_point [⌈rows · bits / 32⌉, groups]: z[r, g] likewise, packed over rows
///     x[r, c] = (q[r, c] - z[r, c / groupSize]) · scale[r, c / groupSize],  rounded once to the scales' type.
class PackedRowsDecoder final : public TensorDecoder {
public:
    struct Format {
        unsigned bits = 4;
        std::uint64_t columns = 0;
        std::uint64_t groupSize = 0; ///< of columns; all of them for one scale a row
        bool oneScale = false; ///< for the whole tensor
        bool hasZeros = false;
        FloatType type = FloatType::BF16; ///< of scales and result
    };
    /// Of Decoding::parts.
    enum Part { Weight, Scales, Zeros };

    explicit PackedRowsDecoder(const Format& format)
        : m_format(format)
    {}

    std::string id() const override;
    void decode(std::uint64_t first, std::uint64_t count, std::span<std::byte> out,
                const ReadPart& read) const override;

private:
    Format m_format;
};

} // namespace layerloom::core
