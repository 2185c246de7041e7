#include "core/sensitivity/range_costs.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>

namespace layerloom::core {

namespace {

// The least cost in products, in units of an ordinary layer.
constexpr double kLeast = 0.01;
constexpr double kRepeatShare = 0.5;

double ordinaryDrop(const std::vector<double>& drop)
{
    std::vector<double> sizes;
    for (const double value : drop)
        sizes.push_back(std::abs(value));
    return median(std::move(sizes));
}

} // namespace

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

RangeCosts::RangeCosts(const Sensitivity& sensitivity)
    : m_sensitivity(sensitivity)
    , m_unit(ordinaryDrop(sensitivity.drop))
    , m_known(2 * sensitivity.layers() * (sensitivity.layers() + 1), std::numeric_limits<double>::quiet_NaN())
    , m_repeatedBefore(sensitivity.layers() + 1)
{
    for (std::size_t layer = 0; layer < sensitivity.layers(); ++layer)
        m_repeatedBefore[layer + 1] = m_repeatedBefore[layer] + std::max(0.0, sensitivity.repeat[layer]);
}

double RangeCosts::dropCost(LayerRange range)
{
    return cost(Kind::Drop, range);
}

double RangeCosts::repeatCost(LayerRange range)
{
    const double alone = m_repeatedBefore[range.end.value] - m_repeatedBefore[range.begin.value];
    return std::min(cost(Kind::Repeat, range), kRepeatShare * alone);
}

double RangeCosts::rewindCost(LayerRange range)
{
    return cost(Kind::Repeat, range) - repeatCost(range);
}

double RangeCosts::cost(Kind kind, LayerRange range)
{
    assert(range.begin < range.end && range.end.value <= layers());
    const std::size_t table = kind == Kind::Drop ? 0 : 1;
    double& known = m_known[(table * layers() + range.begin.value) * (layers() + 1) + range.end.value];
    if (std::isnan(known))
        known = estimate(kind, range);
    return known;
}

double RangeCosts::estimate(Kind kind, LayerRange range) const
{
    const std::uint32_t length = range.end - range.begin;
    const std::size_t most = m_sensitivity.ranges.size();
    const std::size_t power =
        std::min<std::size_t>(static_cast<std::size_t>(std::bit_width(length)) - 1, most);
    if (std::uint32_t {1} << power == length)
        return measured(kind, power)[range.begin.value];
    const double inside = meanInside(kind, power, range);
    const double doublings = std::log2(static_cast<double>(length)) - static_cast<double>(power);
    if (power < most) {
        const std::uint32_t longer = 2U << power;
        const std::uint32_t first = range.end.value > longer ? range.end.value - longer : 0;
        const std::uint32_t last = std::min(range.begin.value, layers() - longer);
        const double around = mean(kind, power + 1, first, last);
        // A range costs no more than a longer one that holds it.
        return std::min(inside * std::pow(around / inside, doublings), least(kind, power + 1, first, last));
    }
    const double growth = power > 0 ? inside / meanInside(kind, power - 1, range) : 2;
    return inside * std::pow(std::clamp(growth, 1.0, 4.0), doublings);
}

/// Costs of ranges of 2^power layers, by their first layer.
const std::vector<double>& RangeCosts::measured(Kind kind, std::size_t power) const
{
    if (power == 0)
        return kind == Kind::Drop ? m_sensitivity.drop : m_sensitivity.repeat;
    const RangeLosses& ranges = m_sensitivity.ranges[power - 1];
    return kind == Kind::Drop ? ranges.drop : ranges.repeat;
}

double RangeCosts::mean(Kind kind, std::size_t power, std::uint32_t first, std::uint32_t last) const
{
    const double least = std::max(kLeast * m_unit, std::numeric_limits<double>::min());
    double sum = 0;
    for (std::uint32_t begin = first; begin <= last; ++begin)
        sum += std::max(measured(kind, power)[begin], least);
    return sum / (last - first + 1);
}

double RangeCosts::least(Kind kind, std::size_t power, std::uint32_t first, std::uint32_t last) const
{
    const std::vector<double>& costs = measured(kind, power);
    return *std::min_element(costs.begin() + first, costs.begin() + last + 1);
}

double RangeCosts::meanInside(Kind kind, std::size_t power, LayerRange range) const
{
    return mean(kind, power, range.begin.value, range.end.value - (std::uint32_t {1} << power));
}

} // namespace layerloom::core
