#include "core/distance/gram.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace layerloom::core {

namespace {

// A tile's sums stay in registers while its rows pass by.
constexpr std::size_t kTileRows = 4;
constexpr std::size_t kTileColumns = 2;
constexpr std::size_t kLanes = 2;
// So many numbers of every row stay in the second cache while all pairs use them.
constexpr std::size_t kPiece = 512;
constexpr std::size_t kChunkNumbers = 4U << 20U; // 32 MiB
constexpr std::size_t kMostColumns = 1U << 17U;

constexpr std::size_t padded(std::size_t rows)
{
    return (rows + kTileRows - 1) / kTileRows * kTileRows;
}

std::size_t columnsFor(std::size_t rows, std::uint64_t longest)
{
    const std::size_t fitting = kChunkNumbers / std::max<std::size_t>(1, padded(rows)) / kPiece * kPiece;
    const std::uint64_t even = longest + longest % kLanes;
    return std::min<std::uint64_t>(std::clamp(fitting, kPiece, kMostColumns), even);
}

} // namespace

Gram::Gram(std::size_t rows, std::uint64_t longest, std::size_t split)
    : m_split(split)
    , m_stride(columnsFor(rows, longest))
    , m_products(padded(rows), padded(rows))
    , m_chunk(padded(rows) * m_stride)
{}

std::span<double> Gram::row(std::size_t row, std::size_t count)
{
    assert(count <= m_stride);
    return std::span(m_chunk).subspan(row * m_stride, count);
}

void Gram::addChunk(std::size_t count)
{
    if (count % kLanes != 0) {
        for (std::size_t row = 0; row < m_products.rows; ++row)
            m_chunk[row * m_stride + count] = 0;
        ++count;
    }
    for (std::size_t begin = 0; begin < count; begin += kPiece) {
        const std::size_t end = std::min(begin + kPiece, count);
        for (std::size_t i = 0; i < m_products.rows; i += kTileRows)
            for (std::size_t j = 0; j < m_products.rows; j += kTileColumns)
                if (isWanted(i, j))
                    addTile(i, j, begin, end);
    }
}

double Gram::squaredDistance(std::size_t left, std::size_t right) const
{
    const double difference = square(left) + square(right) - 2 * product(left, right);
    return difference < 0 ? 0 : difference; // a NaN stays one
}

bool Gram::isWanted(std::size_t firstRow, std::size_t firstColumn) const
{
    const bool hasDiagonal = firstColumn + kTileColumns > firstRow && firstColumn < firstRow + kTileRows;
    if (m_split == 0)
        return hasDiagonal || firstColumn > firstRow;
    return hasDiagonal || (firstRow < m_split && firstColumn + kTileColumns > m_split);
}

void Gram::addTile(std::size_t firstRow, std::size_t firstColumn, std::size_t begin, std::size_t end)
{
    std::array<std::array<std::array<double, kLanes>, kTileColumns>, kTileRows> sums {};
    const double* const rows = m_chunk.data() + firstRow * m_stride;
    const double* const columns = m_chunk.data() + firstColumn * m_stride;
    for (std::size_t k = begin; k < end; k += kLanes)
        for (std::size_t i = 0; i < kTileRows; ++i)
            for (std::size_t j = 0; j < kTileColumns; ++j)
                for (std::size_t lane = 0; lane < kLanes; ++lane)
                    sums[i][j][lane] += rows[i * m_stride + k + lane] * columns[j * m_stride + k + lane];
    for (std::size_t i = 0; i < kTileRows; ++i)
        for (std::size_t j = 0; j < kTileColumns; ++j)
            m_products.at(firstRow + i, firstColumn + j) += sums[i][j][0] + sums[i][j][1];
}

} // namespace layerloom::core
