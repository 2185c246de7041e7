#pragma once

#include "core/dequantize/stored_groups.h"

#include <optional>
#include <utility>

namespace layerloom::core {

/// Rows and columns of the weights that share a scale.
using ScaleBlock = std::pair<std::uint64_t, std::uint64_t>;

/// The blocks of a weight [..., rows, columns] by the shape of its scales: one for the whole, one for each row, or one for
/// each of `block`, of which the last of a row or column may be cut off. Throws where the scales have another shape.
ScaleBlock scaleBlock(const StoredGroups& groups, const TensorInfo& weight, const TensorInfo& scales,
                      const std::optional<ScaleBlock>& block);

/// FP8 weights (F8_E4M3, F8_E5M2) with "_scale_inv" or "_scale" beside them: of DeepSeek, transformers (fp8, fbgemm_fp8)
/// and ModelOpt. They are multiplied in single precision and rounded to the model's type.
void addFp8Tensors(StoredGroups& groups);

/// Leaves out the scales of activations and of caches, which dequantized weights do not need.
void dropActivationScales(StoredGroups& groups);

} // namespace layerloom::core
