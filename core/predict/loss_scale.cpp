#include "core/predict/loss_scale.h"

#include "core/predict/predict.h"

#include <algorithm>
#include <cmath>

namespace layerloom::core {

namespace {

// The prior counts as many stacks as this.
constexpr double kPriorStacks = 4;

Blocks blocksOf(const std::vector<std::uint32_t>& layers)
{
    Blocks blocks;
    for (const std::uint32_t layer : layers)
        blocks.push_back({0, LayerIndex::from(layer), {}, false});
    return blocks;
}

} // namespace

LossScale::LossScale(const Sensitivity& sensitivity, std::span<const EvaluatedStack> stacks)
{
    std::vector<double> ratios;
    for (const EvaluatedStack& stack : stacks) {
        const bool fits = std::all_of(stack.layers.begin(), stack.layers.end(),
                                      [&](std::uint32_t layer) { return layer < sensitivity.layers(); });
        const double predicted = fits ? predict(blocksOf(stack.layers), {{&sensitivity}, {}}).deltaLoss : 0;
        if (predicted > 0 && stack.deltaLoss > 0)
            ratios.push_back(std::log(stack.deltaLoss / predicted));
    }
    learn(ratios);
}

void LossScale::learn(std::span<const double> ratios)
{
    m_stacks = ratios.size();
    const double weight = static_cast<double>(ratios.size()) + kPriorStacks;
    double sum = 0;
    for (const double ratio : ratios)
        sum += ratio;
    m_meanLog = sum / weight;
    double squares = kPriorStacks * (kPriorSpread * kPriorSpread + m_meanLog * m_meanLog);
    for (const double ratio : ratios)
        squares += (ratio - m_meanLog) * (ratio - m_meanLog);
    m_spread = std::sqrt(squares / weight);
}

LossRange LossScale::expected(double deltaLoss) const
{
    if (deltaLoss <= 0)
        return {deltaLoss, deltaLoss, deltaLoss};
    const double middle = deltaLoss * std::exp(m_meanLog);
    return {middle, middle * std::exp(-m_spread), middle * std::exp(m_spread)};
}

} // namespace layerloom::core
