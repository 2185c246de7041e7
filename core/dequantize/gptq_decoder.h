#pragma once

#include "core/checkpoint/dtype.h"
#include "core/checkpoint/tensor_decoder.h"

#include <string>

namespace layerloom::core {

/// Decodes the weights of GPTQ (arXiv 2210.17323) as AutoGPTQ and GPTQModel store them. With i over inputs, o over outputs:
///     qweight [inputs · bits / 32, outputs]:  q[i, o] is field i % (32 / bits), from the lowest bit on
///     qzeros  [groups, outputs · bits / 32]:  z[g, o] is field o % (32 / bits)
///     x[o, i] = (q[i, o] - z[g(i), o]) · scales[g(i), o],  rounded once to the scales' type,
/// where g(i) = g_idx[i], else i / groupSize. Before its format 2 zeros were stored less 1: 1 is added to each field of
/// a word as GPTQModel 7.7 does, by one addition to the word.
class GptqDecoder final : public TensorDecoder {
public:
    struct Format {
        unsigned bits = 4;
        std::uint64_t inputs = 0;
        std::uint64_t outputs = 0;
        std::uint64_t groups = 0;
        std::uint64_t groupSize = 0; ///< used without g_idx
        bool hasIndex = false; ///< g_idx is there
        bool addsOne = true;
        FloatType type = FloatType::F16; ///< of scales and result
    };
    /// Of Decoding::parts.
    enum Part { Weight, Scales, Zeros, Index };

    explicit GptqDecoder(const Format& format)
        : m_format(format)
    {}

    std::string id() const override;
    void decode(std::uint64_t first, std::uint64_t count, std::span<std::byte> out,
                const ReadPart& read) const override;

private:
    std::vector<std::uint32_t> groupsOfInputs(const ReadPart& read) const;

    Format m_format;
};

} // namespace layerloom::core
