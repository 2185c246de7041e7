#include "core/engine/torch/layer_weights.h"

#include "core/base/error.h"
#include "core/base/shape_text.h"
#include "core/engine/torch/load_tensor.h"

#include <ATen/ops/empty.h>

#include <algorithm>

namespace layerloom::core {
namespace {

void requireShape(const WeightSource& source, const std::vector<std::uint64_t>& shape)
{
    if (source.shape != shape)
        throw Error(ErrorCode::Unsupported,
                    source.name + " is " + shapeText(source.shape) + " and cannot be run as "
                        + shapeText(shape));
}

/// Finds a layer's tensors by the names of its family and brings them into the common form.
class LayerLoader {
public:
    LayerLoader(const HyperParameters& traits, const std::vector<WeightSource>& tensors,
                const at::TensorOptions& options)
        : m_traits(traits)
        , m_tensors(tensors)
        , m_options(options)
    {}

    NormWeights norm(const std::string& name) const
    {
        if (name.empty())
            return {};
        const WeightSource& weight = get(name + ".weight");
        const WeightSource* bias = find(name + ".bias");
        if (bias != nullptr)
            requireShape(*bias, weight.shape);
        return {loaded(weight, m_options), bias != nullptr ? loaded(*bias, m_options) : at::Tensor()};
    }

    /// A norm over all heads or over each head.
    NormWeights headNorm(const std::string& name, std::uint64_t heads) const
    {
        if (name.empty())
            return {};
        const WeightSource& weight = get(name + ".weight");
        if (weight.shape != std::vector<std::uint64_t> {m_traits.headSize})
            requireShape(weight, {heads * m_traits.headSize});
        return norm(name);
    }

    /// The matrices of `names` concatenated: [sum of outputs, inputs].
    Linear matrix(const std::vector<std::string>& names, std::uint64_t inputs,
                  const std::vector<std::uint64_t>& outputs) const
    {
        if (m_traits.isTransposed)
            return transposed(names.front(), inputs, outputs.front());
        std::uint64_t all = 0;
        for (const std::uint64_t count : outputs)
            all += count;
        Linear result {empty({all, inputs}), hasBias(names) ? empty({all}) : at::Tensor()};
        std::uint64_t first = 0;
        for (std::size_t i = 0; i < names.size(); ++i) {
            const WeightSource& weight = get(names[i] + ".weight");
            requireShape(weight, {outputs[i], inputs});
            loadInto(part(result.weight, first, outputs[i]), weight);
            if (result.bias.defined())
                loadBias(part(result.bias, first, outputs[i]), names[i], outputs[i]);
            first += outputs[i];
        }
        return result;
    }

    MlpWeights mlp(const std::vector<std::string>& gateUp, const std::string& down, std::uint64_t inner,
                   bool isGated) const
    {
        const std::uint64_t hidden = m_traits.hidden;
        const std::vector<std::uint64_t> outputs =
            gateUp.size() == 2 ? std::vector {inner, inner} : std::vector {isGated ? 2 * inner : inner};
        return {matrix(gateUp, hidden, outputs), matrix({down}, inner, {hidden}), isGated};
    }

    /// The inner size of an MLP, from the shape of its down projection.
    std::uint64_t innerOf(const std::string& down) const
    {
        const WeightSource& weight = get(down + ".weight");
        if (weight.shape.size() != 2)
            requireShape(weight, {m_traits.hidden, 0});
        return weight.shape[m_traits.isTransposed ? 0 : 1];
    }

    bool has(const std::string& name) const { return !name.empty() && find(name + ".weight") != nullptr; }

    const WeightSource& get(const std::string& name) const
    {
        if (const WeightSource* source = find(name))
            return *source;
        throw Error(ErrorCode::Unsupported, "A layer without " + name + " cannot be run");
    }

private:
    const WeightSource* find(const std::string& name) const
    {
        const auto tensor = std::find_if(m_tensors.begin(), m_tensors.end(),
                                         [&](const WeightSource& source) { return source.name == name; });
        return tensor == m_tensors.end() ? nullptr : &*tensor;
    }

    bool hasBias(const std::vector<std::string>& names) const
    {
        return std::any_of(names.begin(), names.end(),
                           [&](const std::string& name) { return find(name + ".bias") != nullptr; });
    }

    at::Tensor empty(const std::vector<std::uint64_t>& shape) const
    {
        return at::empty(std::vector<std::int64_t>(shape.begin(), shape.end()), m_options);
    }

    static at::Tensor part(const at::Tensor& whole, std::uint64_t first, std::uint64_t count)
    {
        return whole.narrow(0, static_cast<std::int64_t>(first), static_cast<std::int64_t>(count));
    }

    void loadBias(const at::Tensor& target, const std::string& name, std::uint64_t outputs) const
    {
        const WeightSource* bias = find(name + ".bias");
        if (bias == nullptr) {
            target.zero_();
            return;
        }
        requireShape(*bias, {outputs});
        loadInto(target, *bias);
    }

    Linear transposed(const std::string& name, std::uint64_t inputs, std::uint64_t outputs) const
    {
        const WeightSource& weight = get(name + ".weight");
        requireShape(weight, {inputs, outputs});
        Linear result {loaded(weight, m_options).t(), {}};
        if (hasBias({name})) {
            result.bias = empty({outputs});
            loadBias(result.bias, name, outputs);
        }
        return result;
    }

    const HyperParameters& m_traits;
    const std::vector<WeightSource>& m_tensors;
    const at::TensorOptions& m_options;
};

/// Reorders rows from (query, key, value) of each head to all queries, all keys, all values.
at::Tensor stacked(const at::Tensor& perHead, const HyperParameters& traits)
{
    if (!perHead.defined())
        return perHead;
    const std::int64_t rows = perHead.size(0);
    return perHead.view({traits.heads, 3, traits.headSize, -1})
        .transpose(0, 1)
        .reshape(perHead.dim() == 1 ? at::IntArrayRef {rows} : at::IntArrayRef {rows, perHead.size(1)});
}

Linear loadAttention(const LayerLoader& loader, const HyperParameters& traits)
{
    const LayerNames& names = traits.names;
    const std::uint64_t queries = std::uint64_t {traits.heads} * traits.headSize;
    const std::uint64_t keys = std::uint64_t {traits.keyValueHeads} * traits.headSize;
    if (traits.fused == FusedOrder::None)
        return loader.matrix({names.query, names.key, names.value}, traits.hidden, {queries, keys, keys});
    const Linear fused = loader.matrix({names.fusedAttention}, traits.hidden, {queries + 2 * keys});
    if (traits.fused == FusedOrder::Stacked)
        return fused;
    return {stacked(fused.weight, traits), stacked(fused.bias, traits)};
}

MlpWeights loadMlp(const LayerLoader& loader, const LayerNames& names)
{
    const std::uint64_t inner = loader.innerOf(names.down);
    if (!names.fusedMlp.empty())
        return loader.mlp({names.fusedMlp}, names.down, inner, true);
    if (names.gate.empty())
        return loader.mlp({names.up}, names.down, inner, false);
    return loader.mlp({names.gate, names.up}, names.down, inner, true);
}

void loadExperts(LayerWeights& layer, const LayerLoader& loader, const HyperParameters& traits)
{
    const LayerNames& names = traits.names;
    const std::uint64_t experts = loader.get(names.router + ".weight").shape.front();
    if (traits.expertsPerToken < 1 || traits.expertsPerToken > experts)
        throw Error(ErrorCode::Corrupt,
                    "Of " + std::to_string(experts) + " experts a token cannot choose "
                        + std::to_string(traits.expertsPerToken));
    layer.router = loader.matrix({names.router}, traits.hidden, {experts});
    for (std::uint64_t expert = 0; expert < experts; ++expert) {
        const std::string prefix = names.experts + "." + std::to_string(expert) + ".";
        const std::string down = prefix + names.expertDown;
        layer.experts.push_back(loader.mlp({prefix + names.expertGate, prefix + names.expertUp}, down,
                                           loader.innerOf(down), true));
    }
    if (!loader.has(names.sharedDown))
        return;
    layer.sharedExpert = loader.mlp({names.sharedGate, names.sharedUp}, names.sharedDown,
                                    loader.innerOf(names.sharedDown), true);
    layer.sharedRouter = loader.matrix({names.sharedRouter}, traits.hidden, {1});
}

std::uint64_t sizeOf(const NormWeights& norm)
{
    return bytesOf(norm.weight) + bytesOf(norm.bias);
}

std::uint64_t sizeOf(const Linear& matrix)
{
    return bytesOf(matrix.weight) + bytesOf(matrix.bias);
}

std::uint64_t sizeOf(const MlpWeights& mlp)
{
    return sizeOf(mlp.gateUp) + sizeOf(mlp.down);
}

std::uint64_t sizeOf(const LayerWeights& layer)
{
    std::uint64_t bytes = sizeOf(layer.attention) + sizeOf(layer.output) + sizeOf(layer.mlp)
        + sizeOf(layer.router) + sizeOf(layer.sharedExpert) + sizeOf(layer.sharedRouter);
    for (const NormWeights* norm : {&layer.attentionNorm, &layer.attentionPostNorm, &layer.mlpNorm,
                                    &layer.mlpPostNorm, &layer.queryNorm, &layer.keyNorm})
        bytes += sizeOf(*norm);
    for (const MlpWeights& expert : layer.experts)
        bytes += sizeOf(expert);
    return bytes;
}

NormWeights loadFinalNorm(const std::vector<WeightSource>& tensors, const at::TensorOptions& options)
{
    NormWeights norm;
    for (const WeightSource& source : tensors)
        (source.name.ends_with("bias") ? norm.bias : norm.weight) = loaded(source, options);
    return norm;
}

} // namespace

std::uint64_t EmbeddingWeights::bytes() const
{
    return bytesOf(tokens) + bytesOf(positions);
}

std::uint64_t HeadWeights::bytes() const
{
    return sizeOf(norm) + (tiedTo != nullptr ? 0 : sizeOf(matrix));
}

LayerWeights loadLayer(const HyperParameters& traits, const std::vector<WeightSource>& tensors,
                       const at::TensorOptions& options)
{
    const LayerLoader loader(traits, tensors, options);
    const LayerNames& names = traits.names;
    LayerWeights layer;
    layer.attentionNorm = loader.norm(names.attentionNorm);
    layer.attentionPostNorm = loader.norm(names.attentionPostNorm);
    layer.mlpNorm = loader.norm(names.mlpNorm);
    layer.mlpPostNorm = loader.norm(names.mlpPostNorm);
    layer.queryNorm = loader.headNorm(names.queryNorm, traits.heads);
    layer.keyNorm = loader.headNorm(names.keyNorm, traits.keyValueHeads);
    layer.attention = loadAttention(loader, traits);
    layer.output =
        loader.matrix({names.output}, std::uint64_t {traits.heads} * traits.headSize, {traits.hidden});
    if (loader.has(names.router))
        loadExperts(layer, loader, traits);
    else
        layer.mlp = loadMlp(loader, names);
    layer.size = sizeOf(layer);
    return layer;
}

EmbeddingWeights loadEmbeddings(const std::vector<WeightSource>& tensors, const at::TensorOptions& options)
{
    EmbeddingWeights weights;
    weights.tokens = loaded(tensors.front(), options);
    if (tensors.size() > 1)
        weights.positions = loaded(tensors[1], options);
    return weights;
}

HeadWeights loadHead(const std::vector<WeightSource>& norm, const std::vector<WeightSource>& head,
                     WeightsPointer tiedTo, const at::TensorOptions& options)
{
    HeadWeights weights;
    weights.norm = loadFinalNorm(norm, options);
    for (const WeightSource& source : head)
        (source.name.ends_with("bias") ? weights.matrix.bias : weights.matrix.weight) =
            loaded(source, options);
    if (tiedTo != nullptr)
        weights.matrix.weight = dynamic_cast<const EmbeddingWeights&>(*tiedTo).tokens;
    weights.tiedTo = std::move(tiedTo);
    return weights;
}

} // namespace layerloom::core
