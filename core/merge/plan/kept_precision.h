#pragma once

#include "core/model/model.h"

#include <map>
#include <string>
#include <vector>

namespace layerloom::core {

/// The tensors of one model that stay in F32 when its weights are converted to 16 bits: those of a kind that the model
/// stores only in F32, among siblings that are mostly 16-bit. The siblings of a tensor are the tensors of its layer, outside
/// the layers all of the model.
class KeptPrecision {
public:
    explicit KeptPrecision(const Model& model);

    /// The kind of a tensor that stays: "mlp.gate.e_score_correction_bias"; nullptr when it is converted.
    const std::string* kindOf(TensorIndex tensor) const;

private:
    std::map<std::uint32_t, std::string> m_kinds; // by tensor
};

} // namespace layerloom::core
