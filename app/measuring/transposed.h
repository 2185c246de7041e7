#pragma once

#include "core/base/matrix.h"

#include <cstddef>

namespace layerloom::app {

/// Rows become columns.
inline core::Matrix transposed(const core::Matrix& matrix)
{
    core::Matrix turned(matrix.columns, matrix.rows);
    for (std::size_t i = 0; i < matrix.values.size(); ++i)
        turned.values[i % matrix.columns * matrix.rows + i / matrix.columns] = matrix.values[i];
    return turned;
}

} // namespace layerloom::app
