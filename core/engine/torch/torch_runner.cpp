#include "core/engine/torch/torch_runner.h"

#include "core/engine/torch/attention.h"
#include "core/engine/torch/compare_hidden_states.h"
#include "core/engine/torch/mlp.h"
#include "core/engine/torch/norm.h"
#include "core/engine/torch/torch_errors.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/logsumexp.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cassert>

namespace layerloom::core {
namespace {

// Logits computed at once.
constexpr std::int64_t kLogits = 16 << 20;

template <typename Mine, typename Theirs> Mine& mine(Theirs& value)
{
    assert(dynamic_cast<Mine*>(&value) != nullptr);
    return static_cast<Mine&>(value);
}

at::Tensor indices(std::span<const std::int32_t> tokens, std::int64_t end, const c10::Device& device)
{
    const at::Tensor ids =
        at::empty({static_cast<std::int64_t>(tokens.size())}, at::TensorOptions(at::kLong));
    auto* place = ids.data_ptr<std::int64_t>();
    for (const std::int32_t token : tokens) {
        if (token < 0 || token >= end)
            throw Error(ErrorCode::Mismatch,
                        "There is no token " + std::to_string(token) + " in a vocabulary of "
                            + std::to_string(end));
        *place++ = token;
    }
    return ids.to(device);
}

/// The learned positions of every column, for every row.
at::Tensor positionsOf(const at::Tensor& positions, std::int64_t first, std::int64_t columns)
{
    if (first + columns > positions.size(0))
        throw Error(ErrorCode::Mismatch,
                    "This model knows " + std::to_string(positions.size(0)) + " positions; the text has "
                        + std::to_string(first + columns));
    return positions.narrow(0, first, columns);
}

std::vector<float> floats(const at::Tensor& tensor)
{
    const at::Tensor flat = tensor.to(at::kFloat).cpu().flatten().contiguous();
    const float* values = flat.data_ptr<float>();
    return {values, values + flat.numel()};
}

HiddenStatePointer after(const TorchHiddenState& state, at::Tensor vectors)
{
    return std::make_shared<TorchHiddenState>(std::move(vectors), state.rowsOfTokens, state.columnsOfTokens,
                                              state.first);
}

} // namespace

TorchRunner::TorchRunner(c10::Device device, FloatType compute)
    : m_device(device)
    , m_compute(compute)
{}

at::TensorOptions TorchRunner::options() const
{
    return at::TensorOptions(scalarType(m_compute)).device(m_device);
}

void TorchRunner::setInterrupt(std::function<void()> check)
{
    m_check = check ? std::move(check) : [] {};
}

WeightsPointer TorchRunner::prepareLayer(const HyperParameters& traits,
                                         const std::vector<WeightSource>& tensors)
{
    return translateTorchErrors([&]() -> WeightsPointer {
        const c10::InferenceMode inference;
        return std::make_shared<LayerWeights>(loadLayer(traits, tensors, options()));
    });
}

WeightsPointer TorchRunner::prepareEmbeddings(const HyperParameters& /*traits*/,
                                              const std::vector<WeightSource>& tensors)
{
    return translateTorchErrors([&]() -> WeightsPointer {
        const c10::InferenceMode inference;
        return std::make_shared<EmbeddingWeights>(loadEmbeddings(tensors, options()));
    });
}

WeightsPointer TorchRunner::prepareHead(const HyperParameters& /*traits*/,
                                        const std::vector<WeightSource>& norm,
                                        const std::vector<WeightSource>& head, WeightsPointer tiedTo)
{
    return translateTorchErrors([&]() -> WeightsPointer {
        const c10::InferenceMode inference;
        return std::make_shared<HeadWeights>(loadHead(norm, head, std::move(tiedTo), options()));
    });
}

HiddenStatePointer TorchRunner::embed(const HyperParameters& traits, const Weights& embeddings,
                                      std::span<const std::int32_t> tokens, std::size_t rows,
                                      std::size_t position)
{
    assert(rows > 0 && !tokens.empty() && tokens.size() % rows == 0);
    return translateTorchErrors([&]() -> HiddenStatePointer {
        const c10::InferenceMode inference;
        const auto& weights = mine<const EmbeddingWeights>(embeddings);
        const auto rowCount = static_cast<std::int64_t>(rows);
        const std::int64_t columns = static_cast<std::int64_t>(tokens.size()) / rowCount;
        const auto first = static_cast<std::int64_t>(position);
        at::Tensor vectors =
            at::index_select(weights.tokens, 0, indices(tokens, weights.tokens.size(0), m_device));
        if (traits.embeddingScale != 1)
            vectors.mul_(at::full({}, at::Scalar(traits.embeddingScale), vectors.options()));
        if (weights.positions.defined())
            vectors.view({rowCount, columns, -1}).add_(positionsOf(weights.positions, first, columns));
        return std::make_shared<TorchHiddenState>(std::move(vectors), rowCount, columns, first);
    });
}

HiddenStatePointer TorchRunner::run(const HyperParameters& traits, LayerRole role, const Weights& layer,
                                    const HiddenState& state, KeyValueCache* cache)
{
    return translateTorchErrors([&]() -> HiddenStatePointer {
        const c10::InferenceMode inference;
        const auto& weights = mine<const LayerWeights>(layer);
        const auto& before = mine<const TorchHiddenState>(state);
        auto* kept = cache != nullptr ? &mine<TorchCache>(*cache) : nullptr;
        assert(before.first == (kept != nullptr ? kept->used : 0));
        const AttentionTask task {traits, role, weights, before, kept, m_check};
        const at::Tensor attended =
            normed(attention(task, normed(before.vectors, weights.attentionNorm, traits)),
                   weights.attentionPostNorm, traits);
        at::Tensor vectors = attended.add(before.vectors);
        const at::Tensor& read = traits.parallelResidual ? before.vectors : vectors;
        const at::Tensor added =
            normed(feedForward(traits, weights, normed(read, weights.mlpNorm, traits), m_check),
                   weights.mlpPostNorm, traits);
        return after(before, vectors.add_(added));
    });
}

std::unique_ptr<KeyValueCache> TorchRunner::makeCache()
{
    return std::make_unique<TorchCache>();
}

at::Tensor TorchRunner::logitsOf(const HyperParameters& traits, const HeadWeights& head,
                                 const at::Tensor& vectors) const
{
    m_check();
    at::Tensor logits = head.matrix(normed(vectors, head.norm, traits), m_check).to(at::kFloat);
    if (traits.logitSoftcap > 0)
        logits.div_(at::Scalar(traits.logitSoftcap)).tanh_().mul_(at::Scalar(traits.logitSoftcap));
    return logits;
}

std::vector<double> TorchRunner::losses(const HyperParameters& traits, const Weights& head,
                                        const HiddenState& state, std::span<const std::int32_t> tokens)
{
    return translateTorchErrors([&] {
        const c10::InferenceMode inference;
        const auto& weights = mine<const HeadWeights>(head);
        const auto& last = mine<const TorchHiddenState>(state);
        const std::int64_t rows = last.rowsOfTokens;
        const std::int64_t columns = last.columnsOfTokens;
        assert(static_cast<std::int64_t>(tokens.size()) == rows * columns);
        const at::Tensor vectors =
            last.vectors.view({rows, columns, -1}).narrow(1, 0, columns - 1).flatten(0, 1);
        const at::Tensor next = indices(tokens, weights.matrix.outputs(), m_device)
                                    .view({rows, columns})
                                    .narrow(1, 1, columns - 1)
                                    .flatten()
                                    .unsqueeze(1);
        std::vector<double> losses;
        const std::int64_t some = std::max<std::int64_t>(1, kLogits / weights.matrix.outputs());
        for (std::int64_t first = 0; first < vectors.size(0); first += some) {
            const std::int64_t count = std::min(some, vectors.size(0) - first);
            const at::Tensor logits = logitsOf(traits, weights, vectors.narrow(0, first, count));
            const at::Tensor chosen = at::gather(logits, 1, next.narrow(0, first, count)).squeeze(1);
            for (const float loss : floats(at::logsumexp(logits, {1}).sub(chosen)))
                losses.push_back(static_cast<double>(loss));
        }
        return losses;
    });
}

std::vector<float> TorchRunner::logits(const HyperParameters& traits, const Weights& head,
                                       const HiddenState& state, std::size_t first, std::size_t count)
{
    assert(first + count <= state.columns());
    return translateTorchErrors([&] {
        const c10::InferenceMode inference;
        const auto& last = mine<const TorchHiddenState>(state);
        const at::Tensor vectors =
            last.vectors.view({last.rowsOfTokens, last.columnsOfTokens, -1})
                .narrow(1, static_cast<std::int64_t>(first), static_cast<std::int64_t>(count))
                .flatten(0, 1);
        return floats(logitsOf(traits, mine<const HeadWeights>(head), vectors));
    });
}

HiddenStateComparison TorchRunner::compare(std::span<const HiddenStatePointer> states)
{
    if (states.empty())
        return {};
    return translateTorchErrors([&] {
        const c10::InferenceMode inference;
        std::vector<at::Tensor> vectors;
        for (const HiddenStatePointer& state : states)
            vectors.push_back(mine<const TorchHiddenState>(*state).vectors);
        return compareHiddenStates(vectors, m_check);
    });
}

std::vector<float> TorchRunner::values(const HiddenState& state)
{
    return translateTorchErrors([&] {
        const c10::InferenceMode inference;
        return floats(mine<const TorchHiddenState>(state).vectors);
    });
}

} // namespace layerloom::core
