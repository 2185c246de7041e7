#pragma once

#include "core/checkpoint/dtype.h"
#include "core/checkpoint/tensor_decoder.h"

#include <string>

namespace layerloom::core {

/// bitsandbytes 0.50.2 multiplies by this number instead of dividing by 127.
inline constexpr auto kBnbInt8Factor = static_cast<float>(7.874015718698502e-3);

/// Decodes weights of one byte each (I8, F8_E4M3, F8_E5M2) with a scale for each block of a matrix:
///     x[r, c] = (q[r, c] - zero[block]) · scale[block] · factor,  block = [r / rows, c / columns],
/// multiplied from left to right in single precision and then rounded to `type`. A tensor of more dimensions is a list of
/// matrices with a grid of scales each.
///   - bitsandbytes INT8: a scale (SCB) for each row, factor float(1 / 127), as int8_vectorwise_dequant();
///   - FP8 of DeepSeek and transformers: blocks of 128 × 128, or one scale for each row or tensor;
///   - compressed-tensors INT8 and FP8: `type` is the scales' own, in which the difference and the product are rounded.
///     Single precision holds both exactly for scales of 16 bits, so that rounding once is the same.
class ScaledDecoder final : public TensorDecoder {
public:
    struct Format {
        std::string dtype; ///< of the stored elements
        std::string scaleDtype; ///< isScaleType()
        std::uint64_t rows = 0; ///< of one matrix
        std::uint64_t columns = 0;
        std::uint64_t blockRows = 0;
        std::uint64_t blockColumns = 0;
        float factor = 1;
        bool hasZeros = false; ///< I8, one for each scale
        bool hasLayout = false; ///< a byte that must be 0: the rows lie one after the other
        FloatType type = FloatType::BF16;
    };
    /// Of Decoding::parts; Extra holds the zeros or the layout.
    enum Part { Weight, Scale, Extra };

    explicit ScaledDecoder(Format format)
        : m_format(std::move(format))
    {}

    std::string id() const override;
    void decode(std::uint64_t first, std::uint64_t count, std::span<std::byte> out,
                const ReadPart& read) const override;

private:
    Format m_format;
};

} // namespace layerloom::core
