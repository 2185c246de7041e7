#pragma once

#include "core/checkpoint/dtype.h"
#include "core/checkpoint/tensor_decoder.h"
#include "core/transform/bnb_4bit.h"

#include <optional>
#include <span>

namespace layerloom::core {

/// Decodes the 4-bit weights of bitsandbytes (QLoRA, arXiv 2305.14314). Element k is the code in the upper half of byte
/// k / 2 for even k, in its lower half for odd k; with the blocks of `blockSize` elements counted over all rows
///     x[k] = table[code[k]] · absmax[k / blockSize],
/// multiplied in single precision and then rounded to `type`, as bitsandbytes 0.50 does on CPUs and GPUs. With double
/// quantization absmax[b] = map[code[b]] · nested_absmax[b / nested.blockSize] + nested.offset, rounded twice in single
/// precision.
class Bnb4BitDecoder final : public TensorDecoder {
public:
    /// How absmax itself is quantized.
    struct Nested {
        std::uint64_t blockSize = 256;
        float offset = 0;
    };
    struct Format {
        FourBitType quantType = FourBitType::NF4;
        std::uint64_t blockSize = 64;
        std::uint64_t columns = 0; ///< of the decoded tensor
        FloatType type = FloatType::BF16; ///< of the decoded tensor
        std::optional<Nested> nested;
    };
    /// Of Decoding::parts.
    enum Part { Weight, AbsMax, NestedAbsMax, NestedMap };

    explicit Bnb4BitDecoder(const Format& format)
        : m_format(format)
    {}

    std::string id() const override;
    void decode(std::uint64_t first, std::uint64_t count, std::span<std::byte> out,
                const ReadPart& read) const override;

private:
    std::vector<float> scales(std::uint64_t firstBlock, std::uint64_t count, const ReadPart& read) const;

    Format m_format;
};

} // namespace layerloom::core
