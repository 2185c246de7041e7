#pragma once

#include "core/model/run_traits.h"

#include <ATen/core/Tensor.h>

namespace layerloom::core {

/// Sine and cosine of every pair of numbers of a head: [columns, 1, size / 2].
struct RopeTable {
    at::Tensor cosine;
    at::Tensor sine;
};

/// The table for `columns` places from `position` on; undefined tensors for a model without rotary positions.
RopeTable ropeTable(const Rope& rope, std::int64_t position, std::int64_t columns,
                    const at::TensorOptions& options);

/// `heads` ([rows, columns, heads, head size]) turned by its places.
at::Tensor rotated(const at::Tensor& heads, const RopeTable& table);

} // namespace layerloom::core
