#include "core/engine/torch/attention.h"

#include "core/engine/torch/norm.h"
#include "core/engine/torch/rope.h"

#include <ATen/ops/bmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/softmax.h>

#include <algorithm>
#include <limits>

namespace layerloom::core {
namespace {

// Scores of one block, so that memory does not grow with the square of the text's length.
constexpr std::int64_t kBlockScores = 8 << 20;
// Queries of a block: scores for keys after the last of them are not computed.
constexpr std::int64_t kBlockColumns = 128;
constexpr std::int64_t kFirstRoom = 64;

/// Queries, keys and values as [rows, columns, heads, head size].
struct Heads {
    at::Tensor queries;
    at::Tensor keys;
    at::Tensor values;
};

/// The norm of queries or keys, over each head or over all heads.
at::Tensor headsNormed(const at::Tensor& heads, const NormWeights& norm, const HyperParameters& traits)
{
    if (!norm.isThere() || norm.weight.size(0) == heads.size(-1))
        return normed(heads, norm, traits);
    return normed(heads.flatten(-2), norm, traits).view(heads.sizes());
}

Heads headsOf(const AttentionTask& task, const at::Tensor& input)
{
    const HyperParameters& traits = task.traits;
    const std::int64_t keyHeads = traits.keyValueHeads;
    const at::Tensor all = task.layer.attention(input, task.check)
                               .view({task.state.rowsOfTokens, task.state.columnsOfTokens,
                                      traits.heads + 2 * keyHeads, traits.headSize});
    const Rope& rope = task.role.isSliding ? traits.localRope : traits.rope;
    const RopeTable table = ropeTable(rope, task.state.first, task.state.columnsOfTokens, input.options());
    const at::Tensor queries = headsNormed(all.narrow(2, 0, traits.heads), task.layer.queryNorm, traits);
    const at::Tensor keys = headsNormed(all.narrow(2, traits.heads, keyHeads), task.layer.keyNorm, traits);
    return {rotated(queries, table), rotated(keys, table), all.narrow(2, traits.heads + keyHeads, keyHeads)};
}

/// −∞ where a query of [first, first + columns) must not attend to a key of [firstKey, end): later ones, and
/// those outside the attention window.
at::Tensor maskOf(std::int64_t first, std::int64_t columns, std::int64_t firstKey, std::int64_t end,
                  std::int64_t window, const at::TensorOptions& options)
{
    at::Tensor mask = at::empty({columns, end - firstKey}, at::TensorOptions(at::kFloat));
    float* value = mask.data_ptr<float>();
    for (std::int64_t query = first; query < first + columns; ++query) {
        for (std::int64_t key = firstKey; key < end; ++key) {
            const bool isHidden = key > query || (window > 0 && key <= query - window);
            *value++ = isHidden ? -std::numeric_limits<float>::infinity() : 0;
        }
    }
    return mask.to(options.dtype(at::kFloat));
}

/// Attention in blocks of queries.
class Blocks {
public:
    Blocks(const AttentionTask& task, at::Tensor queries, at::Tensor keys, at::Tensor values)
        : m_task(task)
        , m_window(task.role.isSliding ? std::int64_t {task.traits.window} : 0)
        , m_queries(std::move(queries))
        , m_keys(std::move(keys))
        , m_values(std::move(values))
    {}

    /// Fills `out` ([rows, columns, heads, head size]) for rows [row, row + rows) and columns [first, first +
    /// columns).
    void run(const at::Tensor& out, std::int64_t row, std::int64_t rows, std::int64_t first,
             std::int64_t columns) const
    {
        const HyperParameters& traits = m_task.traits;
        const std::int64_t groups = traits.heads / traits.keyValueHeads;
        const std::int64_t pairs = rows * traits.keyValueHeads;
        const std::int64_t begin = m_task.state.first + first;
        const std::int64_t end = begin + columns;
        const std::int64_t firstKey = m_window > 0 ? std::max<std::int64_t>(0, begin - m_window + 1) : 0;
        const auto part = [&](const at::Tensor& all) {
            return all.narrow(0, row, rows)
                .narrow(2, firstKey, end - firstKey)
                .reshape({pairs, end - firstKey, -1});
        };
        // Queries of heads that share keys (grouped-query attention) in one matrix: [pairs, groups × columns,
        // head size].
        const at::Tensor queries = m_queries.narrow(0, row, rows)
                                       .narrow(1, first, columns)
                                       .view({rows, columns, traits.keyValueHeads, groups, traits.headSize})
                                       .permute({0, 2, 3, 1, 4})
                                       .reshape({pairs, groups * columns, traits.headSize})
                                       .mul(at::Scalar(traits.attentionScale));
        at::Tensor scores = at::bmm(queries, part(m_keys).transpose(1, 2)).to(at::kFloat);
        if (traits.attentionSoftcap > 0)
            scores.div_(at::Scalar(traits.attentionSoftcap))
                .tanh_()
                .mul_(at::Scalar(traits.attentionSoftcap));
        scores.view({pairs, groups, columns, end - firstKey})
            .add_(maskOf(begin, columns, firstKey, end, m_window, scores.options()));
        const at::Tensor weights = at::softmax(scores, -1).to(m_values.scalar_type());
        out.narrow(0, row, rows)
            .narrow(1, first, columns)
            .view({rows, columns, traits.keyValueHeads, groups, traits.headSize})
            .copy_(at::bmm(weights, part(m_values))
                       .view({rows, traits.keyValueHeads, groups, columns, traits.headSize})
                       .permute({0, 3, 1, 2, 4}));
    }

private:
    const AttentionTask& m_task;
    std::int64_t m_window;
    at::Tensor m_queries; // [rows, columns, heads, head size]
    at::Tensor m_keys; // [rows, heads of keys, places, head size]
    at::Tensor m_values;
};

} // namespace

std::uint64_t TorchCache::bytes() const
{
    return keys.defined() ? static_cast<std::uint64_t>(keys.nbytes() + values.nbytes()) : 0;
}

std::pair<at::Tensor, at::Tensor> TorchCache::extend(const at::Tensor& moreKeys, const at::Tensor& moreValues)
{
    const std::int64_t all = used + moreKeys.size(2);
    const std::int64_t room = keys.defined() ? keys.size(2) : 0;
    if (all > room) {
        const std::int64_t wanted = std::max({all, 2 * room, kFirstRoom});
        for (auto* kept : {&keys, &values}) {
            const at::Tensor larger =
                at::empty({moreKeys.size(0), moreKeys.size(1), wanted, moreKeys.size(3)}, moreKeys.options());
            if (used > 0)
                larger.narrow(2, 0, used).copy_(kept->narrow(2, 0, used));
            *kept = larger;
        }
    }
    keys.narrow(2, used, all - used).copy_(moreKeys);
    values.narrow(2, used, all - used).copy_(moreValues);
    used = all;
    return {keys.narrow(2, 0, used), values.narrow(2, 0, used)};
}

at::Tensor attention(const AttentionTask& task, const at::Tensor& input)
{
    const std::int64_t rows = task.state.rowsOfTokens;
    const std::int64_t columns = task.state.columnsOfTokens;
    const Heads heads = headsOf(task, input);
    std::pair<at::Tensor, at::Tensor> seen {heads.keys.transpose(1, 2), heads.values.transpose(1, 2)};
    seen = task.cache != nullptr ? task.cache->extend(seen.first, seen.second)
                                 : std::pair {seen.first.contiguous(), seen.second.contiguous()};
    const at::Tensor out =
        at::empty({rows, columns, task.traits.heads, task.traits.headSize}, input.options());
    const Blocks blocks(task, heads.queries.contiguous(), seen.first, seen.second);
    const std::int64_t block = std::min(columns, kBlockColumns);
    const std::int64_t scoresOfRow = task.traits.heads * block * (task.state.first + columns);
    const std::int64_t some = std::clamp(kBlockScores / scoresOfRow, std::int64_t {1}, rows);
    for (std::int64_t row = 0; row < rows; row += some) {
        for (std::int64_t first = 0; first < columns; first += block) {
            task.check();
            blocks.run(out, row, std::min(some, rows - row), first, std::min(block, columns - first));
        }
    }
    return task.layer.output(out.view({rows * columns, -1}), task.check);
}

} // namespace layerloom::core
