#include "core/engine/torch/rope.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace layerloom::core {
namespace {

// Source: transformers, modeling_rope_utils.py, _compute_llama3_parameters.
double llama3Frequency(double frequency, const Rope& rope)
{
    const double wave = 2 * std::numbers::pi / frequency;
    if (wave < rope.originalPositions / rope.highFactor)
        return frequency;
    if (wave > rope.originalPositions / rope.lowFactor)
        return frequency / rope.factor;
    const double smooth =
        (rope.originalPositions / wave - rope.lowFactor) / (rope.highFactor - rope.lowFactor);
    return (1 - smooth) * frequency / rope.factor + smooth * frequency;
}

/// The pair that makes `turns` rotations over the positions of the original training.
double pairOfTurns(double turns, const Rope& rope)
{
    return rope.size * std::log(rope.originalPositions / (turns * 2 * std::numbers::pi))
        / (2 * std::log(rope.base));
}

// Source: arXiv 2309.00071; transformers, modeling_rope_utils.py, _compute_yarn_parameters.
double yarnFrequency(double frequency, double pair, const Rope& rope)
{
    double low = pairOfTurns(rope.betaFast, rope);
    double high = pairOfTurns(rope.betaSlow, rope);
    if (rope.truncate) {
        low = std::floor(low);
        high = std::ceil(high);
    }
    low = std::max(low, 0.0);
    high = std::min(high, rope.size - 1.0);
    if (low == high)
        high += 0.001;
    const double ramp = std::clamp((pair - low) / (high - low), 0.0, 1.0);
    return frequency / rope.factor * ramp + frequency * (1 - ramp);
}

double frequencyOf(std::uint32_t pair, const Rope& rope)
{
    const double frequency = std::pow(rope.base, -2.0 * pair / rope.size);
    switch (rope.scaling) {
    case RopeScaling::None:
        break;
    case RopeScaling::Linear:
        return frequency / rope.factor;
    case RopeScaling::Llama3:
        return llama3Frequency(frequency, rope);
    case RopeScaling::Yarn:
        return yarnFrequency(frequency, pair, rope);
    }
    return frequency;
}

} // namespace

RopeTable ropeTable(const Rope& rope, std::int64_t position, std::int64_t columns,
                    const at::TensorOptions& options)
{
    if (rope.size == 0)
        return {};
    const std::uint32_t pairs = rope.size / 2;
    at::Tensor cosine = at::empty({columns, 1, pairs}, at::TensorOptions(at::kFloat));
    at::Tensor sine = at::empty_like(cosine);
    float* cosines = cosine.data_ptr<float>();
    float* sines = sine.data_ptr<float>();
    for (std::uint32_t pair = 0; pair < pairs; ++pair) {
        // The angle in single precision, as the models were trained.
        const auto frequency = static_cast<float>(frequencyOf(pair, rope));
        for (std::int64_t column = 0; column < columns; ++column) {
            const float angle = static_cast<float>(position + column) * frequency;
            cosines[column * pairs + pair] =
                static_cast<float>(std::cos(static_cast<double>(angle)) * rope.attentionFactor);
            sines[column * pairs + pair] =
                static_cast<float>(std::sin(static_cast<double>(angle)) * rope.attentionFactor);
        }
    }
    return {cosine.to(options), sine.to(options)};
}

at::Tensor rotated(const at::Tensor& heads, const RopeTable& table)
{
    if (!table.cosine.defined())
        return heads;
    const std::int64_t half = table.cosine.size(-1);
    const at::Tensor first = heads.narrow(-1, 0, half);
    const at::Tensor second = heads.narrow(-1, half, half);
    const at::Tensor left = first.mul(table.cosine).sub_(second.mul(table.sine));
    const at::Tensor right = second.mul(table.cosine).add_(first.mul(table.sine));
    const at::Tensor still = heads.narrow(-1, 2 * half, heads.size(-1) - 2 * half);
    return at::cat({left, right, still}, -1);
}

} // namespace layerloom::core
