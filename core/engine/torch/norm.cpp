#include "core/engine/torch/norm.h"

#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mean.h>

namespace layerloom::core {
namespace {

// An offset belongs to weights that are stored around zero; such a norm is rounded once, after its weights.
at::Tensor rmsNorm(const at::Tensor& input, const NormWeights& norm, const RunTraits& traits)
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

at::Tensor Linear::operator()(const at::Tensor& input) const
{
    return at::linear(input, weight, bias);
}

at::Tensor normed(const at::Tensor& input, const NormWeights& norm, const RunTraits& traits)
{
    if (!norm.isThere())
        return input;
    if (traits.norm == NormKind::Rms)
        return rmsNorm(input, norm, traits);
    return at::layer_norm(input, {input.size(-1)}, norm.weight, norm.bias, traits.epsilon);
}

} // namespace layerloom::core
