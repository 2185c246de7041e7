#pragma once

#include "core/transform/tensor_format.h"

namespace layerloom::core {

/// The 8-bit weights of bitsandbytes (LLM.int8()) as transformers saves them; equal to bitsandbytes 0.50.2 on the CPU
/// to the byte. The weight is converted to F16 first. s(r) is the largest magnitude of row r; an element x of it becomes
/// round(x * ((1 / s) * 127)), ties to even; what is no number becomes 0. Stored for P.weight: P.weight (I8), P.SCB (s, F32) and
/// P.weight_format (U8 scalar, 0). A weight is BF16, F16 or F32 and has two dimensions.
class BnbInt8Format final : public TensorFormat {
public:
    std::string id() const override { return "bitsandbytes int8"; }
    std::vector<TensorSpec> outputsOf(const TensorSpec& source) const override;
    void encode(const TensorSpec& source, std::size_t output, const ReadBytes& read,
                const WriteBytes& write) const override;
};

} // namespace layerloom::core
