#pragma once

#include "core/base/matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace layerloom::core {

/// Inner products of long rows of numbers, added up a chunk of columns at a time in double precision. Every product is
/// added in the same order, so rows that are equal have equal products to the last bit.
class Gram {
public:
    /// All pairs of `rows` rows that come in pieces of up to `longest` numbers; with `split` above 0 only those of a row
    /// before it with a row from it on.
    Gram(std::size_t rows, std::uint64_t longest, std::size_t split = 0);

    /// Where row `row` of the next chunk is to be written: room for `count` numbers. The same for every row of a chunk.
    std::span<double> row(std::size_t row, std::size_t count);
    /// Adds the products of the chunk of `count` columns that was written.
    void addChunk(std::size_t count);

    /// The squared length of a row.
    double square(std::size_t row) const { return product(row, row); }
    /// REQUIRES: a pair that is asked for: left < right.
    double product(std::size_t left, std::size_t right) const { return m_products.at(left, right); }
    /// ‖left − right‖²; exactly 0 for equal rows. NaN when a number of either is no finite one.
    double squaredDistance(std::size_t left, std::size_t right) const;

    /// The most columns a chunk may have.
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
