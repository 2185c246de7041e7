#include "core/run/runnable_stack.h"

#include "core/checkpoint/dtype.h"
#include "core/dequantize/dequantize.h"
#include "core/merge/plan/output_config.h"
#include "core/merge/plan/quantized_modules.h"
#include "core/model/layer_types.h"
#include "core/stack/head.h"

#include <algorithm>
#include <utility>

namespace layerloom::core {
namespace {

std::shared_ptr<const Model> sourceModel(const Stack& stack, SourceIndex index)
{
    if (index.value >= stack.setup.sources.size())
        throw Error(ErrorCode::Mismatch, "A stack without a model cannot be run");
    const Source& source = stack.setup.sources[index.value];
    if (source.model == nullptr)
        throw Error(ErrorCode::Unsupported,
                    "The model " + source.label + " is missing: " + source.missingReason);
    return source.model;
}

void requireFloats(const Model& model, const std::vector<TensorIndex>& tensors)
{
    for (const TensorIndex index : tensors) {
        const TensorInfo& tensor = model.tensor(index);
        // Packed weights come in types that are no numbers for themselves; old masks and counters are not computed with.
        const bool isBuffer =
            std::any_of(model.family->buffers.begin(), model.family->buffers.end(),
                        [&](const std::string& part) { return tensor.name.find(part) != std::string::npos; });
        if (!isBuffer && !floatType(tensor.dtype))
            throw Error(ErrorCode::Unsupported,
                        tensor.name + " of " + model.checkpoint->name() + " is " + tensor.dtype
                            + ", which cannot be run yet; it can still be merged");
    }
}

/// The stack with the dequantized views of quantized models, which give the same layers.
Stack withRunnableModels(Stack stack)
{
    for (Source& source : stack.setup.sources) {
        if (source.model == nullptr || !source.model->facts.quantization)
            continue;
        const Result<std::shared_ptr<const Model>> view = dequantized(*source.model);
        if (!view)
            throw Error(ErrorCode::Unsupported,
                        view.error().message() + ", and so not be run; it can still be merged");
        source.model = *view;
    }
    return stack;
}

std::vector<Scale> withoutOnes(const std::vector<Scale>& scales)
{
    const bool isPlain =
        std::all_of(scales.begin(), scales.end(), [](const Scale& scale) { return scale.factor == 1; });
    return isPlain ? std::vector<Scale>() : scales;
}

RunnablePart partOf(const Stack& stack, Part part,
                    std::vector<TensorIndex> (*tensors)(const Stack&, const Model&))
{
    RunnablePart runnable;
    runnable.model = sourceModel(stack, partSource(stack, part));
    runnable.tensors = tensors(stack, *runnable.model);
    requireFloats(*runnable.model, runnable.tensors);
    return runnable;
}

bool isPosition(const Model& model, TensorIndex index)
{
    const std::string& name = model.tensor(index).name;
    return name.find("wpe") != std::string::npos || name.find("position") != std::string::npos;
}

std::vector<TensorIndex> embeddingTensors(const Stack& /*stack*/, const Model& model)
{
    std::vector<TensorIndex> tensors = model.table.embeddings.tensors;
    std::stable_partition(tensors.begin(), tensors.end(),
                          [&](TensorIndex index) { return !isPosition(model, index); });
    return tensors;
}

std::vector<TensorIndex> normTensors(const Stack& /*stack*/, const Model& model)
{
    return model.table.norm.tensors;
}

std::vector<TensorIndex> outputHead(const Stack& stack, const Model& /*model*/)
{
    return headTensors(stack);
}

/// The config.json of the output; of a stack that cannot be written that of its source with the overrides.
ConfigText writtenConfig(const Stack& stack, const Model& donor)
{
    Result<std::string> text = guarded([&] { return outputConfig(stack, {}); });
    return ConfigText(text ? std::move(*text) : patched(donor.config, stack.setup.overrides));
}

/// The layers of the output, of which only the types are set: those that its config.json states, else their own.
std::vector<Layer> outputLayers(const Stack& stack, const ConfigText& written, const Family& family)
{
    std::vector<Layer> layers;
    for (const Block& block : stack.blocks) {
        const Layer* own = layerOf(stack, block);
        layers.emplace_back().type = own ? own->type : "decoder";
    }
    nameStatedLayerTypes(layers, written, family);
    return layers;
}

HyperParameters outputTraits(const Stack& stack)
{
    const auto model = sourceModel(stack, partSource(stack, Part::Config));
    const ConfigText written = writtenConfig(stack, *model);
    HyperParameters traits =
        readHyperParameters(*model, written, outputLayers(stack, written, *model->family));
    traits.isTied = isTied(stack);
    return traits;
}

class Preparation {
public:
    Preparation(const Stack& stack, const std::optional<Quantization>& quantize)
        : m_stack(withRunnableModels(stack))
        , m_quantize(quantize)
    {}

    RunnableStack run()
    {
        if (m_stack.blocks.empty())
            throw Error(ErrorCode::Mismatch, "A stack without layers cannot be run");
        HyperParameters traits = outputTraits(m_stack);
        findQuantized();
        // Roles come with the blocks: stacks that begin alike share states.
        const std::vector<LayerRole> roles = std::exchange(traits.layers, {});
        m_traits = std::make_shared<const HyperParameters>(traits);
        m_result.traits = std::move(traits);
        for (std::size_t at = 0; at < m_stack.blocks.size(); ++at)
            addBlock(m_stack.blocks[at], roles[at]);
        m_result.embeddings = partOf(m_stack, Part::Embeddings, embeddingTensors);
        m_result.norm = partOf(m_stack, Part::Norm, normTensors);
        m_result.head = partOf(m_stack, Part::Head, outputHead);
        if (m_result.embeddings.tensors.empty() || m_result.norm.tensors.empty()
            || (m_result.head.tensors.empty() && !m_result.traits.isTied))
            throw Error(ErrorCode::Unsupported,
                        "A stack without embeddings, final norm or head cannot be run");
        return std::move(m_result);
    }

private:
    void addBlock(const Block& block, LayerRole role)
    {
        const auto model = sourceModel(m_stack, block.source);
        if (block.layer.value >= model->table.layers.size())
            throw Error(ErrorCode::Mismatch,
                        model->checkpoint->name() + " has no layer " + std::to_string(block.layer.value));
        requireFitting(*model);
        requireFloats(*model, model->layer(block.layer).tensors);
        m_result.blocks.push_back({model, m_traits, block.layer, role, withoutOnes(block.scales)});
        addQuantized(m_result.blocks.back(), m_result.blocks.size() - 1);
    }

    void findQuantized()
    {
        if (!m_quantize)
            return;
        OutputSettings settings;
        settings.quantize = m_quantize;
        for (const Problem& problem : quantizationProblems(m_stack, settings))
            throw Error(ErrorCode::Unsupported, problem.message);
        m_quantized.emplace(m_stack, *m_quantize);
    }

    /// `position`: of the block in the output.
    void addQuantized(RunnableBlock& block, std::size_t position) const
    {
        if (!m_quantized)
            return;
        const Model& config = *sourceModel(m_stack, partSource(m_stack, Part::Config));
        const std::string prefix = config.table.prefix + std::to_string(position) + ".";
        for (const TensorIndex index : block.model->layer(block.layer).tensors) {
            const std::string_view suffix =
                suffixInLayer(block.model->tensor(index).name, block.model->table.prefix);
            if (m_quantized->isQuantized(prefix + std::string(suffix)))
                block.quantized.push_back(index);
        }
        if (!block.quantized.empty())
            block.quantization = m_quantize;
    }

    /// Throws where the model's config.json says other sizes than the output's.
    void requireFitting(const Model& model) const
    {
        const HyperParameters& output = *m_traits;
        const ModelFacts& own = model.facts;
        if (own.hiddenSize.value_or(output.hidden) != output.hidden)
            throw Error(ErrorCode::Mismatch,
                        "Layers of hidden size " + std::to_string(*own.hiddenSize) + " ("
                            + model.checkpoint->name() + ") cannot run in a stack of "
                            + std::to_string(output.hidden));
        if (own.heads.value_or(output.heads) != output.heads
            || own.headSize.value_or(output.headSize) != output.headSize)
            throw Error(ErrorCode::Mismatch,
                        model.checkpoint->name() + " has " + std::to_string(own.heads.value_or(0))
                            + " heads of " + std::to_string(own.headSize.value_or(0))
                            + " numbers, the stack's config.json " + std::to_string(output.heads) + " of "
                            + std::to_string(output.headSize));
    }

    const Stack m_stack;
    const std::optional<Quantization>& m_quantize;
    std::optional<QuantizedModules> m_quantized;
    RunnableStack m_result;
    std::shared_ptr<const HyperParameters> m_traits;
};

} // namespace

Result<RunnableStack> prepareRun(const Stack& stack, const std::optional<Quantization>& quantize)
{
    return guarded([&] { return Preparation(stack, quantize).run(); });
}

Result<RunnableStack> prepareRun(const std::shared_ptr<const Model>& model)
{
    Stack stack;
    stack.setup.sources.push_back(sourceFor(model, model->checkpoint->folder().string()));
    for (LayerIndex layer = 0; layer.value < model->table.layers.size(); ++layer)
        stack.blocks.push_back({0, layer, {}, false});
    return prepareRun(stack);
}

} // namespace layerloom::core
