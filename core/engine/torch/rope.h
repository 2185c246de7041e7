#pragma once

#include "core/model/hyper_parameters.h"

#include <ATen/core/Tensor.h>

namespace layerloom::core {

/// Cosine and sine of the rotation angle of each position and pair of a head's numbers: [columns, 1, size /
/// 2].
struct RopeTable {
    at::Tensor cosine;
    at::Tensor sine;
};

/// The table for `columns` positions from `position` on; undefined tensors for a model without rotary
/// position embedding.
RopeTable ropeTable(const Rope& rope, std::int64_t position, std::int64_t columns,
                    const at::TensorOptions& options);

/// `heads` ([rows, columns, heads, head size]) rotated by their positions (RoPE, arXiv 2104.09864).
at::Tensor rotated(const at::Tensor& heads, const RopeTable& table);

} // namespace layerloom::core
