#pragma once

#include "core/engine/runner.h"

#include <ATen/core/Tensor.h>

namespace layerloom::core {

/// A hidden state as one tensor.
struct TorchHiddenState final : HiddenState {
    TorchHiddenState(at::Tensor numbers, std::int64_t rowCount, std::int64_t columnCount,
                     std::int64_t firstPlace)
        : vectors(std::move(numbers))
        , rowsOfTokens(rowCount)
        , columnsOfTokens(columnCount)
        , first(firstPlace)
    {}

    std::size_t rows() const override { return static_cast<std::size_t>(rowsOfTokens); }
    std::size_t columns() const override { return static_cast<std::size_t>(columnsOfTokens); }
    std::size_t position() const override { return static_cast<std::size_t>(first); }
    std::uint64_t bytes() const override { return static_cast<std::uint64_t>(vectors.nbytes()); }

    at::Tensor vectors; ///< [rows × columns, hidden]
    std::int64_t rowsOfTokens;
    std::int64_t columnsOfTokens;
    std::int64_t first;
};

/// Keys and values: [rows, key heads, capacity, head size], of which `used` positions are filled.
struct TorchCache final : KeyValueCache {
    std::uint64_t bytes() const override;
    /// Appends keys and values of further positions and returns views of all.
    std::pair<at::Tensor, at::Tensor> extend(const at::Tensor& moreKeys, const at::Tensor& moreValues);

    at::Tensor keys;
    at::Tensor values;
    std::int64_t used = 0;
};

} // namespace layerloom::core
