#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace layerloom::core {

/// The mean of float numbers, rounded as PyTorch's Tensor.mean() rounds it on the CPU with one thread.
///
/// The first 32 * floor(n / 32) numbers are rows of 32, which are added up element by element; the next whole groups of 8
/// are added to the first 8 of the 32 sums; then the four groups of 8 sums are added, and last the remaining numbers and the 8
/// sums, one after the other. Rows are added in a cascade of four levels: after every 2^p rows level 0 is added to level 1
/// and begins anew, after every 2^(2p) rows level 1 to level 2, and so on, with p = max(4, ceil(log2(rows)) / 4).
/// Source: PyTorch, aten/src/ATen/native/cpu/SumKernel.cpp, which sums 8 numbers at a time with AVX2 and AVX-512 alike.
class MeanValue {
public:
    /// Of `count` numbers.
    explicit MeanValue(std::uint64_t count);

    void add(float number);
    /// REQUIRES: `count` numbers were added.
    float value() const;

private:
    static constexpr std::size_t kLanes = 8;
    static constexpr std::size_t kRow = 4 * kLanes;
    static constexpr std::size_t kLevels = 4;
    using Row = std::array<float, kRow>;

    void addRow();

    std::uint64_t m_count;
    std::uint64_t m_rows; ///< whole rows among the numbers
    unsigned m_levelBits;
    std::uint64_t m_added = 0;
    std::array<Row, kLevels> m_sums {};
    Row m_row {}; ///< the numbers of the row that is being filled
    Row m_rest {}; ///< those behind the last whole row
};

} // namespace layerloom::core
