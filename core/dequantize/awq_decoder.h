#pragma once

#include "core/checkpoint/dtype.h"
#include "core/checkpoint/tensor_decoder.h"

#include <string>

namespace layerloom::core {

/// Decodes the 4-bit weights of AWQ (arXiv 2306.00978) in AutoAWQ's GEMM order. With i over inputs, o over outputs:
///     qweight [inputs, outputs / 8], qzeros [groups, outputs / 8]: of the 8 outputs of a word, the fields from the lowest
///     bit on are those of the outputs 0, 2, 4, 6, 1, 3, 5, 7
///     x[o, i] = (q[i, o] - z[i / groupSize, o]) · scales[i / groupSize, o],  rounded once to the scales' type.
class AwqDecoder final : public TensorDecoder {
public:
    struct Format {
        std::uint64_t inputs = 0;
        std::uint64_t outputs = 0;
        std::uint64_t groupSize = 0;
        FloatType type = FloatType::F16; ///< of scales and result
    };
    /// Of Decoding::parts.
    enum Part { Weight, Scales, Zeros };

    explicit AwqDecoder(const Format& format)
        : m_format(format)
    {}

    std::string id() const override;
    void decode(std::uint64_t first, std::uint64_t count, std::span<std::byte> out,
                const ReadPart& read) const override;

private:
    Format m_format;
};

} // namespace layerloom::core
