#include "core/transform/mean_value.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace layerloom::core {

MeanValue::MeanValue(std::uint64_t count)
    : m_count(count)
    , m_rows(count / kRow)
    , m_levelBits(std::max(4U, (m_rows <= 2 ? 1U : static_cast<unsigned>(std::bit_width(m_rows - 1))) / 4))
{}

void MeanValue::add(float number)
{
    assert(m_added < m_count);
    const std::size_t at = m_added % kRow;
    if (m_added / kRow == m_rows) {
        m_rest[at] = number;
    } else {
        m_row[at] = number;
        if (at + 1 == kRow)
            addRow();
    }
    ++m_added;
}

void MeanValue::addRow()
{
    for (std::size_t i = 0; i < kRow; ++i)
        m_sums[0][i] += m_row[i];
    const std::uint64_t step = std::uint64_t {1} << m_levelBits;
    const std::uint64_t done = m_added / kRow + 1;
    if (done % step != 0)
        return;
    for (std::size_t level = 1; level < kLevels; ++level) {
        for (std::size_t i = 0; i < kRow; ++i)
            m_sums[level][i] += m_sums[level - 1][i];
        m_sums[level - 1] = {};
        if ((done & (step - 1) << (level * m_levelBits)) != 0)
            break;
    }
}

float MeanValue::value() const
{
    assert(m_added == m_count);
    Row sums = m_sums[0];
    for (std::size_t level = 1; level < kLevels; ++level)
        for (std::size_t i = 0; i < kRow; ++i)
            sums[i] += m_sums[level][i];
    const std::size_t rest = m_count % kRow;
    const std::size_t whole = rest / kLanes * kLanes;
    for (std::size_t i = 0; i < whole; ++i)
        sums[i % kLanes] += m_rest[i];
    for (std::size_t i = kLanes; i < kRow; ++i)
        sums[i % kLanes] += sums[i];
    float sum = 0;
    for (std::size_t i = whole; i < rest; ++i)
        sum += m_rest[i];
    for (std::size_t i = 0; i < kLanes; ++i)
        sum += sums[i];
    return sum / static_cast<float>(m_count);
}

} // namespace layerloom::core
