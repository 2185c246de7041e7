#pragma once

#include <cassert>
#include <cstddef>
#include <vector>

namespace layerloom::core {

/// A dense matrix in row-major order; NaN marks a missing value.
struct Matrix {
    Matrix() = default;
    Matrix(std::size_t rowCount, std::size_t columnCount, double value = 0)
        : rows(rowCount)
        , columns(columnCount)
        , values(rowCount * columnCount, value)
    {}

    /// REQUIRES: row < rows and column < columns.
    double at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
    double& at(std::size_t row, std::size_t column) { return values[row * columns + column]; }

    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values; ///< row after row

    bool operator==(const Matrix&) const = default;
};

/// The matrix with rows and columns exchanged.
inline Matrix transposed(const Matrix& matrix)
{
    Matrix result(matrix.columns, matrix.rows);
    for (std::size_t i = 0; i < matrix.rows; ++i)
        for (std::size_t j = 0; j < matrix.columns; ++j)
            result.at(j, i) = matrix.at(i, j);
    return result;
}

/// Copies the upper triangle to the lower one. A product A·Aᵀ is symmetric in exact arithmetic only: a
/// library may add the terms of (i, j) and of (j, i) in different orders, depending on its kernels, threads
/// and the processor. REQUIRES: as many rows as columns.
inline void mirrorUpperTriangle(Matrix& matrix)
{
    assert(matrix.rows == matrix.columns);
    for (std::size_t i = 0; i < matrix.rows; ++i)
        for (std::size_t j = i + 1; j < matrix.columns; ++j)
            matrix.at(j, i) = matrix.at(i, j);
}

} // namespace layerloom::core
