#pragma once

#include "core/base/matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace layerloom::core {

// The Gram matrix G = A·Aᵀ of n long rows, a chunk of columns at a time, in double precision: n²/2 multiplications per column
// in tiles of 4 × 2 rows whose sums stay in registers. Every product is added in the same order, whatever its rows, tile or
// processor: equal rows have equal products to the last bit, and G_aa + G_bb − 2 G_ab is exactly 0 for them. This is why
// it is not a BLAS call, and why contraction into multiply-add is off for this file.

/// Inner products of long rows of numbers.
class Gram {
public:
    /// All pairs of `rows` rows that come in chunks of up to `longest` numbers; with `split` above 0 only pairs of a row
    /// before it and a row from it on.
    Gram(std::size_t rows, std::uint64_t longest, std::size_t split = 0);

    /// The buffer for row `row` of the next chunk. REQUIRES: the same `count` for every row of a chunk.
    std::span<double> row(std::size_t row, std::size_t count);
    /// Adds the products of the `count` columns in the buffers.
    void addChunk(std::size_t count);

    /// The squared length of a row.
    double square(std::size_t row) const { return product(row, row); }
    /// REQUIRES: a pair as above, left ≤ right.
    double product(std::size_t left, std::size_t right) const { return m_products.at(left, right); }
    /// ‖left − right‖²; exactly 0 for equal rows. NaN when a number of either is not finite.
    double squaredDistance(std::size_t left, std::size_t right) const;

    /// The maximum number of columns of a chunk.
    std::size_t chunkColumns() const { return m_stride; }

private:
    bool isWanted(std::size_t firstRow, std::size_t firstColumn) const;
    void addTile(std::size_t firstRow, std::size_t firstColumn, std::size_t begin, std::size_t end);

    std::size_t m_split;
    std::size_t m_stride;
    Matrix m_products; ///< padded to whole tiles
    std::vector<double> m_chunk; ///< a row every m_stride numbers
};

} // namespace layerloom::core
