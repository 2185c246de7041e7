#include "core/engine/torch/compare_hidden_states.h"

#include <ATen/ops/acos.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <limits>
#include <numbers>

namespace layerloom::core {
namespace {

// Numbers converted to double precision at once.
constexpr std::int64_t kNumbersAtOnce = 8 << 20;

/// Cosines of equal vectors of `size` numbers are at least 1 minus this, in whatever order the products are added: the
/// rounding errors of the length and of the dot product are each at most size · 2⁻⁵³. Vectors that differ in single
/// precision by as little are taken as equal.
double roundingOf(std::int64_t size)
{
    return static_cast<double>(size + 8) * std::numeric_limits<double>::epsilon();
}

/// Cosines of every state with every other, token by token: [tokens, states, states].
at::Tensor cosinesOf(const std::vector<at::Tensor>& states, std::int64_t first, std::int64_t count)
{
    std::vector<at::Tensor> parts;
    for (const at::Tensor& state : states)
        parts.push_back(state.narrow(0, first, count).to(at::kDouble));
    const at::Tensor vectors = at::stack(parts, 1);
    const at::Tensor lengths = at::linalg_vector_norm(vectors, 2, {-1}, true).clamp_min_(1e-300);
    const at::Tensor units = vectors.div(lengths);
    const at::Tensor cosines = at::bmm(units, units.transpose(1, 2)).clamp_(-1.0, 1.0);
    return cosines.masked_fill(cosines.gt(1 - roundingOf(states.front().size(1))), 1.0);
}

Matrix meansOf(const at::Tensor& sums, double divisor)
{
    const at::Tensor flat = sums.cpu().flatten().contiguous();
    const auto size = static_cast<std::size_t>(sums.size(0));
    Matrix means(size, size);
    std::transform(flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel(), means.values.begin(),
                   [divisor](double sum) { return sum / divisor; });
    mirrorUpperTriangle(means);
    return means;
}

} // namespace

HiddenStateComparison compareHiddenStates(const std::vector<at::Tensor>& states,
                                          const std::function<void()>& check)
{
    const auto count = static_cast<std::int64_t>(states.size());
    const std::int64_t tokens = states.front().size(0);
    const std::int64_t some =
        std::clamp(kNumbersAtOnce / (count * states.front().size(1)), std::int64_t {1}, tokens);
    const auto options = at::TensorOptions(at::kDouble).device(states.front().device());
    at::Tensor angles = at::zeros({count, count}, options);
    at::Tensor cosines = at::zeros({count, count}, options);
    for (std::int64_t first = 0; first < tokens; first += some) {
        check();
        const at::Tensor piece = cosinesOf(states, first, std::min(some, tokens - first));
        cosines.add_(at::sum(piece, 0));
        angles.add_(at::sum(at::acos(piece), 0));
    }
    const auto all = static_cast<double>(tokens);
    return {meansOf(angles, all * std::numbers::pi), meansOf(cosines, all)};
}

} // namespace layerloom::core
