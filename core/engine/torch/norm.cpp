#include "core/engine/torch/norm.h"

#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/mm.h>

#include <algorithm>

namespace layerloom::core {
namespace {

// Multiply-adds of one piece: a tenth of a second on two cores of a desktop processor.
constexpr std::int64_t kProducts = 2'000'000'000;
// Fewer columns would slow the product of large matrices.
constexpr std::int64_t kFewestOutputs = 128;

// x / sqrt(mean(x²) + ε) · w, in single precision. With an offset (Gemma: w + 1) it is rounded once, after
// the weights; else also before them, as in transformers.
at::Tensor rmsNorm(const at::Tensor& input, const NormWeights& norm, const HyperParameters& traits)
{
    const at::Tensor wide = input.to(at::kFloat);
    const at::Tensor scale = at::mean(wide.square(), -1, true).add_(traits.epsilon).rsqrt_();
    at::Tensor result = wide.mul(scale);
    if (traits.normOffset != 0)
        return result.mul_(norm.weight.to(at::kFloat).add(at::Scalar(traits.normOffset)))
            .to(input.scalar_type());
    return result.to(input.scalar_type()).mul_(norm.weight);
}

} // namespace

at::Tensor Linear::operator()(const at::Tensor& input, const std::function<void()>& check) const
{
    const std::int64_t tokens = input.size(0);
    const std::int64_t some =
        std::max(kFewestOutputs, kProducts / std::max<std::int64_t>(1, tokens * input.size(1)));
    if (some >= outputs() || !input.is_cpu())
        return at::linear(input, weight, bias);
    at::Tensor result = at::empty({tokens, outputs()}, input.options());
    for (std::int64_t first = 0; first < outputs(); first += some) {
        check();
        const std::int64_t count = std::min(some, outputs() - first);
        at::Tensor part = result.narrow(1, first, count);
        const at::Tensor matrix = weight.narrow(0, first, count).t();
        if (bias.defined())
            at::addmm_out(part, bias.narrow(0, first, count), input, matrix);
        else
            at::mm_out(part, input, matrix);
    }
    return result;
}

at::Tensor normed(const at::Tensor& input, const NormWeights& norm, const HyperParameters& traits)
{
    if (!norm.isThere())
        return input;
    if (traits.norm == NormKind::Rms)
        return rmsNorm(input, norm, traits);
    return at::layer_norm(input, {input.size(-1)}, norm.weight, norm.bias, traits.epsilon);
}

} // namespace layerloom::core
