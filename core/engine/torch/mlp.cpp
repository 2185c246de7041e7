#include "core/engine/torch/mlp.h"

#include <ATen/ops/empty_like.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/topk.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>

namespace layerloom::core {
namespace {

// Tokens of one piece: bounds memory and the time until a cancel takes effect.
constexpr std::int64_t kTokens = 512;

using Check = std::function<void()>;

void activate(at::Tensor& values, Activation activation)
{
    switch (activation) {
    case Activation::Silu:
        at::silu_(values);
        return;
    case Activation::Gelu:
        values = at::gelu(values, "none");
        return;
    case Activation::GeluTanh:
        values = at::gelu(values, "tanh");
        return;
    case Activation::Relu:
        at::relu_(values);
        return;
    }
}

at::Tensor through(const MlpWeights& mlp, const at::Tensor& input, Activation activation, const Check& check)
{
    at::Tensor inner = mlp.gateUp(input, check);
    if (!mlp.isGated) {
        activate(inner, activation);
        return mlp.down(inner, check);
    }
    const std::int64_t width = inner.size(-1) / 2;
    at::Tensor gate = inner.narrow(-1, 0, width).contiguous();
    activate(gate, activation);
    return mlp.down(gate.mul_(inner.narrow(-1, width, width)), check);
}

at::Tensor throughExperts(const HyperParameters& traits, const LayerWeights& layer, const at::Tensor& input,
                          const Check& check)
{
    const at::Tensor shares = at::softmax(layer.router(input, check).to(at::kFloat), -1);
    auto [weights, chosen] = at::topk(shares, traits.expertsPerToken, -1);
    if (traits.renormalize)
        weights = weights.div(at::sum(weights, -1, true));
    weights = weights.to(input.scalar_type());
    at::Tensor result = at::zeros_like(input);
    for (std::size_t expert = 0; expert < layer.experts.size(); ++expert) {
        const at::Tensor places = at::nonzero(at::eq(chosen, at::Scalar(static_cast<std::int64_t>(expert))));
        if (places.size(0) == 0)
            continue;
        const at::Tensor tokens = places.select(1, 0).contiguous();
        const at::Tensor flat = tokens.mul(at::Scalar(chosen.size(1))).add_(places.select(1, 1));
        at::Tensor added =
            through(layer.experts[expert], at::index_select(input, 0, tokens), traits.activation, check);
        added.mul_(at::index_select(weights.flatten(), 0, flat).unsqueeze(1));
        result.index_add_(0, tokens, added);
    }
    if (layer.sharedExpert.isThere())
        result.add_(through(layer.sharedExpert, input, traits.activation, check)
                        .mul_(at::sigmoid(layer.sharedRouter(input, check))));
    return result;
}

} // namespace

at::Tensor feedForward(const HyperParameters& traits, const LayerWeights& layer, const at::Tensor& input,
                       const std::function<void()>& check)
{
    at::Tensor result = at::empty_like(input);
    for (std::int64_t first = 0; first < input.size(0); first += kTokens) {
        check();
        const std::int64_t count = std::min(kTokens, input.size(0) - first);
        const at::Tensor some = input.narrow(0, first, count);
        result.narrow(0, first, count)
            .copy_(layer.mlp.isThere() ? through(layer.mlp, some, traits.activation, check)
                                       : throughExperts(traits, layer, some, check));
    }
    return result;
}

} // namespace layerloom::core
