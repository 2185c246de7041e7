#pragma once

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

} // namespace layerloom::core
