#pragma once

#include "core/checkpoint/dtype.h"
#include "core/checkpoint/tensor_decoder.h"

#include <string>

namespace layerloom::core {

/// Decodes the experts of gpt-oss in MXFP4 (OCP Microscaling Formats v1.0): of each expert e
///     blocks [e, outputs, groups, 16]: inputs 2b and 2b + 1 of a group of 32 are the lower and the upper half of byte b
///     scales [e, outputs, groups]: exponents s + 127
///     x[e, i, o] = E2M1(code) · 2^s,  rounded to `type`:
/// the result is transposed, [experts, inputs, outputs], as in transformers' convert_moe_packed_tensors().
class Mxfp4Decoder final : public TensorDecoder {
public:
    struct Format {
        std::uint64_t outputs = 0;
        std::uint64_t groups = 0;
        FloatType type = FloatType::BF16;
    };
    /// Of Decoding::parts.
    enum Part { Blocks, Scales };

    explicit Mxfp4Decoder(const Format& format)
        : m_format(format)
    {}

    std::string id() const override;
    void decode(std::uint64_t first, std::uint64_t count, std::span<std::byte> out,
                const ReadPart& read) const override;

private:
    void decodeExpert(std::uint64_t expert, std::uint64_t first, std::uint64_t count,
                      std::span<std::byte> out, const ReadPart& read) const;

    Format m_format;
};

} // namespace layerloom::core
