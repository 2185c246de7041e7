#pragma once

#include "core/transform/tensor_format.h"

#include <memory>
#include <optional>

namespace layerloom::core {

/// The tables of 4 bits that bitsandbytes has.
enum class FourBitType { NF4, FP4 };

/// The values of the 16 codes.
std::span<const float, 16> valuesOf(FourBitType type);

// bitsandbytes' 4-bit weights, as transformers saves them; equal to bitsandbytes 0.50.2 on the CPU to the byte.
// - A weight of n elements, in row-major order, is cut into blocks of 64. a(b) is the largest magnitude of block b in F32.
//   An element x becomes the code of the table entry nearest to x * (1 / max(a, 1e-38)), a tie that of the lower entry.
//   In a last block of fewer than 64 elements it is x / a instead, and a is at least 1e-38. NaN is the last entry.
//   Two codes make a byte, the first in its high bits; an odd last one is followed by the code of 0.
// - Double quantization: m is the mean of all a(b), summed in the order of PyTorch on one thread (mean_value.h). The numbers
//   a(b) - m are cut into blocks of 256 with largest magnitudes c, and become the nearest of the 256 values of the dynamic
//   map, looked up on a grid of 65536 steps between -1 and 1.
// - Stored for P.weight: P.weight (U8 [ceil(n/2), 1]), .absmax (F32, or U8 of the dynamic map), .quant_map (F32 [16]), with
//   double quantization .nested_absmax (F32) and .nested_quant_map (F32 [256]), and .quant_state.bitsandbytes__nf4 (or fp4):
//   JSON as U8, which holds m. Its length depends on m: see prepared().

/// bitsandbytes' 4-bit weights. A weight is BF16, F16 or F32 and has two dimensions.
class Bnb4BitFormat final : public TensorFormat {
public:
    Bnb4BitFormat(FourBitType type, bool doubleQuant)
        : m_type(type)
        , m_doubleQuant(doubleQuant)
    {}

    std::string id() const override;
    std::vector<TensorSpec> outputsOf(const TensorSpec& source) const override;
    /// The format of one tensor with double quantization, whose values are read here.
    std::shared_ptr<const Bnb4BitFormat> withMean(const TensorSpec& source, const ReadBytes& read) const;
    /// Of the largest magnitudes; 0 unless made by withMean().
    float mean() const { return m_mean.value_or(0.0F); }
    bool dependsOnValues() const override { return m_doubleQuant && !m_mean; }
    std::shared_ptr<const TensorFormat> prepared(const TensorSpec& source,
                                                 const ReadBytes& read) const override
    {
        return withMean(source, read);
    }
    void encode(const TensorSpec& source, std::size_t output, const ReadBytes& read,
                const WriteBytes& write) const override;

private:
    std::string stateText(const TensorSpec& source) const;

    FourBitType m_type;
    bool m_doubleQuant;
    std::optional<float> m_mean; ///< of the largest magnitudes of one tensor, once it is known
};

} // namespace layerloom::core
