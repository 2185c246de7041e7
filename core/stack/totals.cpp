#include "core/stack/totals.h"

#include "core/stack/depth_tensors.h"
#include "core/stack/followed_rules.h"
#include "core/stack/head.h"
#include "core/stack/slices.h"

#include <algorithm>
#include <unordered_map>

namespace layerloom::core {

namespace {

/// Types of layers that remember a state of fixed size instead of keys and values of every token.
bool keepsNoCache(const Layer& layer)
{
    return layer.type == "linear_attention" || layer.type == "mamba" || layer.type == "conv";
}

std::uint64_t cacheBytesPerToken(const ModelFacts& facts)
{
    const auto size = [](const std::optional<std::int64_t>& value) {
        return std::max<std::int64_t>(value.value_or(0), 0);
    };
    const std::int64_t heads = size(facts.heads);
    const std::int64_t keyValueHeads = facts.keyValueHeads ? size(facts.keyValueHeads) : heads;
    const std::int64_t fromHidden = heads > 0 ? size(facts.hiddenSize) / heads : 0;
    const std::int64_t headSize = facts.headSize ? size(facts.headSize) : fromHidden;
    const std::uint64_t bytesPerElement = 2;
    return 2 * bytesPerElement * static_cast<std::uint64_t>(keyValueHeads)
        * static_cast<std::uint64_t>(headSize);
}

class Sum {
public:
    explicit Sum(const Stack& stack)
        : m_stack(stack)
    {}

    Totals whole()
    {
        m_totals.layers = m_stack.blocks.size();
        addLayers();
        addFirstPlace();
        addExtraLayers();
        addPart(Part::Embeddings, &LayerTable::embeddings);
        addPart(Part::Norm, &LayerTable::norm);
        addPart(Part::Config, &LayerTable::rest);
        addDepthTensors();
        addHead();
        addSeams();
        return m_totals;
    }

private:
    /// Layers of one kind have the same tensors, so each kind is looked at once.
    void addLayers()
    {
        std::unordered_map<const LayerKind*, std::uint64_t> uses;
        for (const Block& block : m_stack.blocks) {
            const Layer* layer = layerOf(m_stack, block);
            m_totals.complete = m_totals.complete && layer;
            if (!layer)
                continue;
            const Model& model = *modelOf(m_stack, block.source);
            const LayerKind* kind = &model.table.kinds[layer->kind];
            if (uses[kind]++ == 0)
                m_layers.push_back({&model, layer, kind});
        }
        for (const UsedLayer& used : m_layers)
            addLayer(used, uses[used.kind]);
    }

    /// What belongs to the first place is written there once, whatever layer stands there.
    void addFirstPlace()
    {
        for (std::size_t at = 1; at < m_stack.blocks.size(); ++at) {
            const Model* model = modelOf(m_stack, m_stack.blocks[at].source);
            const Layer* layer = layerOf(m_stack, m_stack.blocks[at]);
            if (!layer || model->family->firstPlaceTensors.empty())
                continue;
            for (const TensorIndex tensor : layer->tensors)
                if (isFirstPlaceTensor(model->tensor(tensor).name, *model->family))
                    addTensor(model->tensor(tensor), -1);
        }
        for (const TensorIndex tensor : lentToFirstPlace(m_stack))
            addTensor(modelOf(m_stack, m_stack.blocks.front().source)->tensor(tensor), 1);
    }

    void addTensor(const TensorInfo& tensor, int times)
    {
        m_totals.parameters += static_cast<std::uint64_t>(times) * tensor.elements();
        m_totals.bytes += static_cast<std::uint64_t>(times) * tensor.bytes;
        addDtype(tensor, static_cast<std::uint64_t>(times));
    }

    /// Layers past the end take room, but are no part of the model that runs.
    void addExtraLayers()
    {
        if (!carriesExtraLayers(m_stack))
            return;
        const Model& model = *modelOf(m_stack, partSource(m_stack, Part::Config));
        for (const Layer& layer : model.table.extraLayers) {
            m_totals.bytes += layer.bytes;
            for (const TensorIndex tensor : layer.tensors)
                addDtype(model.tensor(tensor), 1);
        }
    }

    struct UsedLayer {
        const Model* model;
        const Layer* layer;
        const LayerKind* kind;
    };

    void addLayer(const UsedLayer& used, std::uint64_t times)
    {
        m_totals.parameters += times * used.layer->parameters;
        m_totals.bytes += times * used.layer->bytes;
        if (!keepsNoCache(*used.layer))
            m_totals.cacheBytesPerToken += times * cacheBytesPerToken(used.model->facts);
        for (const TensorIndex tensor : used.layer->tensors)
            addDtype(used.model->tensor(tensor), times);
    }

    void addPart(Part part, PartTensors LayerTable::*tensors)
    {
        const Model* model = partModel(part);
        if (!model)
            return;
        const PartTensors& partTensors = model->table.*tensors;
        m_totals.parameters += partTensors.parameters;
        m_totals.bytes += partTensors.bytes;
        for (const TensorIndex tensor : partTensors.tensors)
            addDtype(model->tensor(tensor), 1);
    }

    /// Tensors with a part for each layer, in the place of those of the config's model.
    void addDepthTensors()
    {
        const DepthTensors outside = depthTensors(m_stack);
        const Model* config = modelOf(m_stack, partSource(m_stack, Part::Config));
        for (const TensorIndex replaced : outside.replaced)
            addTensor(config->tensor(replaced), -1);
        for (const BroughtTensor& brought : outside.brought)
            addTensor(modelOf(m_stack, brought.source)->tensor(brought.tensor), 1);
        for (const DepthTensor& tensor : outside.tensors) {
            const TensorInfo& replaced = config->tensor(tensor.tensor);
            addTensor(replaced, -1);
            m_totals.parameters += tensor.elements();
            m_totals.bytes += tensor.bytes;
            m_totals.bytesByDtype[tensor.dtype] += tensor.bytes;
            if (m_totals.bytesByDtype[replaced.dtype] == 0)
                m_totals.bytesByDtype.erase(replaced.dtype);
        }
    }

    void addHead()
    {
        const Model* model = partModel(Part::Head);
        if (!model)
            return;
        for (const TensorIndex index : headTensors(m_stack)) {
            const TensorInfo& tensor = model->tensor(index);
            m_totals.parameters += tensor.elements();
            m_totals.bytes += tensor.bytes;
            addDtype(tensor, 1);
        }
    }

    const Model* partModel(Part part)
    {
        const Model* model = m_stack.blocks.empty() ? nullptr : modelOf(m_stack, partSource(m_stack, part));
        m_totals.complete = m_totals.complete && (model || m_stack.blocks.empty());
        return model;
    }

    void addDtype(const TensorInfo& tensor, std::uint64_t times)
    {
        m_totals.bytesByDtype[tensor.dtype] += times * tensor.bytes;
    }

    void addSeams()
    {
        for (const Seam& seam : seams(m_stack)) {
            ++m_totals.seams;
            m_totals.maxDistance = std::max(m_totals.maxDistance, seam.distance);
            m_totals.sumDistance += seam.distance;
        }
    }

    const Stack& m_stack;
    Totals m_totals;
    std::vector<UsedLayer> m_layers;
};

} // namespace

Totals totals(const Stack& stack)
{
    return Sum(stack).whole();
}

} // namespace layerloom::core
