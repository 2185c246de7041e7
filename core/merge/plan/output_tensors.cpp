#include "core/merge/plan/output_tensors.h"

#include "core/checkpoint/tensor_decoder.h"
#include "core/merge/plan/header_notes.h"
#include "core/merge/plan/kept_precision.h"
#include "core/merge/plan/quantized_modules.h"
#include "core/stack/depth_tensors.h"
#include "core/stack/followed_rules.h"
#include "core/stack/head.h"
#include "core/stack/part_names.h"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace layerloom::core {
namespace {

/// Lists the output tensors of one stack, named as in the model that gives config.json.
class Gatherer {
public:
    Gatherer(const Stack& stack, const OutputSettings& settings, const PreparedFormats& prepared,
             MergePlan& plan)
        : m_stack(stack)
        , m_settings(settings)
        , m_prepared(prepared)
        , m_plan(plan)
        , m_indices(stack.setup.sources.size())
        , m_notes(stack.setup.sources.size())
    {
        const Model& config = modelFor(partSource(stack, Part::Config));
        const bool hasLayers = !config.table.layers.empty() || stack.blocks.empty();
        m_prefix = hasLayers ? config.table.prefix : modelFor(stack.blocks.front().source).table.prefix;
        if (settings.quantize)
            m_quantized.emplace(stack, *settings.quantize);
    }

    std::vector<PlannedTensor> gather()
    {
        addPart(Part::Embeddings);
        for (std::size_t position = 0; position < m_stack.blocks.size(); ++position)
            addLayer(position);
        addExtraLayers();
        addPart(Part::Norm);
        addHead();
        addRest();
        rejectDuplicateNames();
        return std::move(m_tensors);
    }

private:
    const Model& modelFor(SourceIndex source) const
    {
        const Model* model = modelOf(m_stack, source);
        if (model == nullptr)
            throw Error(ErrorCode::Mismatch, "The model " + sourceLetter(source) + " is missing");
        return *model;
    }

    std::uint32_t planIndex(SourceIndex source)
    {
        auto& index = m_indices[source.value];
        if (!index) {
            index = static_cast<std::uint32_t>(m_plan.models.size());
            m_plan.models.push_back(m_stack.setup.sources[source.value].model);
        }
        return *index;
    }

    void add(SourceIndex source, TensorIndex tensor, std::string name, double scale)
    {
        const Model& model = modelFor(source);
        const TensorInfo& info = model.tensor(tensor);
        PlannedTensor planned {std::move(name), info.dtype, info.shape, planIndex(source), tensor};
        planned.bytes = info.bytes;
        planned.sourceShard = info.shard;
        planned.sourceOffset = info.offset;
        planned.isDecoded = info.decoding != nullptr;
        planned.notes = notesOf(source).of(tensor, planned.name);
        addConversion(planned);
        if (scale != 1 && !isBuffer(model, info.name))
            addScale(scale, planned, info, model);
        m_plan.bytesRead += storedBytes(info);
        m_plan.dequantized += planned.isDecoded ? 1 : 0;
        if (isCounted(info.name, *model.family) && !m_isPastTheEnd)
            m_plan.parameters += info.elements();
        // transformers does not load layers past the end.
        if (m_quantized && !m_isPastTheEnd && m_quantized->isQuantized(planned.name))
            addQuantized(std::move(planned), info.elements());
        else
            addOutputs(std::move(planned));
    }

    const HeaderNotes& notesOf(SourceIndex source)
    {
        auto& notes = m_notes[source.value];
        if (!notes)
            notes.emplace(modelFor(source), isWhole(m_stack, source));
        return *notes;
    }

    void addOutputs(PlannedTensor planned)
    {
        m_plan.needsEngine = m_plan.needsEngine || needsElementKernel(planned.transforms);
        if (planned.isCopy()) {
            m_tensors.push_back(std::move(planned));
            return;
        }
        for (PlannedTensor& output : outputsOf(planned))
            m_tensors.push_back(std::move(output));
    }

    /// `elements` of the weight.
    void addQuantized(PlannedTensor planned, std::uint64_t elements)
    {
        const Transforms before = planned.transforms;
        planned.transforms.emplace_back(EncodeAs {m_quantized->format()});
        std::vector<PlannedTensor> outputs = outputsOf(planned);
        const auto found = m_prepared.find(m_plan.container->tensorName(outputs.front().name));
        if (found != m_prepared.end()) {
            planned.transforms = before;
            planned.transforms.emplace_back(EncodeAs {found->second});
            outputs = outputsOf(planned);
        }
        m_plan.needsEngine = m_plan.needsEngine || needsElementKernel(before);
        m_plan.isEstimate = m_plan.isEstimate || formatOf(outputs.front().transforms)->dependsOnValues();
        m_plan.quantizedWeights += elements;
        ++m_plan.quantizedModules;
        for (PlannedTensor& output : outputs) {
            m_plan.quantizedBytes += output.bytes;
            m_tensors.push_back(std::move(output));
        }
    }

    static bool isBuffer(const Model& model, std::string_view name)
    {
        const auto& buffers = model.family->buffers;
        return std::any_of(buffers.begin(), buffers.end(), [&](const std::string& buffer) {
            return name.find(buffer) != std::string_view::npos;
        });
    }

    static void refuseQuantized(const Model& model, const TensorInfo& info, const std::string& what)
    {
        if (model.facts.quantization)
            throw Error(ErrorCode::Unsupported,
                        model.checkpoint->name() + " is quantized (" + *model.facts.quantization
                            + "): its layers can be stacked as they are, but " + info.name + " cannot be "
                            + what);
    }

    void addConversion(PlannedTensor& planned)
    {
        const std::optional<FloatType> from = floatType(planned.dtype);
        if (!from || !m_settings.dtype || *from == *m_settings.dtype)
            return;
        const Model& model = *m_plan.models[planned.model];
        refuseQuantized(model, model.tensor(planned.tensor),
                        "converted to " + std::string(headerName(*m_settings.dtype)));
        if (staysWide(planned))
            return;
        planned.transforms.emplace_back(ConvertTo {*m_settings.dtype});
    }

    /// Notes the tensor that stays in F32, see KeptPrecision.
    bool staysWide(const PlannedTensor& planned)
    {
        if (m_settings.convertsAll || planned.dtype != headerName(FloatType::F32))
            return false;
        const Model* model = m_plan.models[planned.model].get();
        const auto& kept = m_kept.try_emplace(model, *model).first->second;
        const std::string* kind = kept.kindOf(planned.tensor);
        if (kind != nullptr)
            ++m_plan.keptF32[*kind];
        return kind != nullptr;
    }

    static void addScale(double scale, PlannedTensor& planned, const TensorInfo& info, const Model& model)
    {
        refuseQuantized(model, info, "scaled");
        if (!floatType(info.dtype))
            throw Error(ErrorCode::Unsupported,
                        info.name + " of " + model.checkpoint->name() + " is " + info.dtype
                            + " and cannot be scaled");
        planned.transforms.emplace_back(ScaleBy {scale});
    }

    void addLayer(std::size_t position)
    {
        const Block& block = m_stack.blocks[position];
        const Model& model = modelFor(block.source);
        const Layer* layer = layerOf(m_stack, block);
        if (layer == nullptr)
            throw Error(ErrorCode::Mismatch,
                        "Layer " + std::to_string(block.layer.value) + " does not exist in "
                            + model.checkpoint->name());
        addTensors(block, layer->tensors, position);
        if (position == 0)
            addTensors(block, lentToFirstPlace(m_stack), position);
    }

    /// Tensors that only the first layer of a stack has are left out elsewhere.
    void addTensors(const Block& block, const std::vector<TensorIndex>& tensors, std::size_t position)
    {
        const Model& model = modelFor(block.source);
        const std::string prefix = m_prefix + std::to_string(position) + ".";
        for (const TensorIndex tensor : tensors) {
            const std::string& name = model.tensor(tensor).name;
            if (position == 0 || !isFirstPlaceTensor(name, *model.family))
                add(block.source, tensor, prefix + std::string(suffixInLayer(name, model.table.prefix)),
                    scaleFor(block, name));
        }
    }

    /// Layers beyond the stack (of multi-token prediction) keep their distance from its end.
    void addExtraLayers()
    {
        const SourceIndex source = partSource(m_stack, Part::Config);
        if (!carriesExtraLayers(m_stack))
            return;
        std::size_t position = m_stack.blocks.size();
        m_isPastTheEnd = true;
        for (const Layer& layer : modelFor(source).table.extraLayers)
            addTensors({source, 0, {}, false}, layer.tensors, position++);
        m_isPastTheEnd = false;
    }

    void addPart(Part part)
    {
        const SourceIndex source = partSource(m_stack, part);
        const Model& model = modelFor(source);
        const PartNames names(modelFor(partSource(m_stack, Part::Config)), m_prefix);
        const PartTensors& tensors = tensorsOf(model.table, part);
        for (std::size_t i = 0; i < tensors.tensors.size(); ++i)
            add(source, tensors.tensors[i], names.nameOf(part, model, i), 1);
    }

    /// Of a tied source without a head the embeddings are the head.
    void addHead()
    {
        const SourceIndex source = partSource(m_stack, Part::Head);
        const Model& model = modelFor(source);
        const PartNames names(modelFor(partSource(m_stack, Part::Config)), m_prefix);
        const std::vector<TensorIndex>& stored = model.table.head.tensors;
        const HeadParts parts = headParts(m_stack);
        for (const TensorIndex tensor : parts.own) {
            const auto at = std::find(stored.begin(), stored.end(), tensor);
            add(source, tensor,
                names.nameOf(Part::Head, model, static_cast<std::size_t>(at - stored.begin())), 1);
        }
        if (parts.matrix)
            add(source, *parts.matrix, names.headName(model, ".weight"), 1);
        if (parts.bias)
            add(source, *parts.bias, names.headName(model, ".bias"), 1);
    }

    void addRest()
    {
        const SourceIndex source = partSource(m_stack, Part::Config);
        const Model& model = modelFor(source);
        const DepthTensors outside = depthTensors(m_stack);
        const std::vector<DepthTensor>& shaped = outside.tensors;
        for (const TensorIndex tensor : model.table.rest.tensors) {
            if (std::count(outside.replaced.begin(), outside.replaced.end(), tensor) > 0)
                continue;
            const auto composed = std::find_if(
                shaped.begin(), shaped.end(), [&](const DepthTensor& each) { return each.tensor == tensor; });
            if (composed == shaped.end())
                add(source, tensor, model.tensor(tensor).name, 1);
            else
                addComposed(*composed, model.tensor(tensor).name);
        }
        for (const BroughtTensor& brought : outside.brought)
            add(brought.source, brought.tensor, brought.name, 1);
    }

    void addComposed(const DepthTensor& shaped, const std::string& name)
    {
        const DepthParts& first = shaped.parts.front();
        PlannedTensor planned {name, shaped.dtype, shaped.shape, planIndex(first.source), first.tensor};
        planned.bytes = shaped.bytes;
        for (std::size_t i = 0; i < shaped.axis; ++i)
            planned.rows *= shaped.shape[i];
        const std::uint64_t parts = shaped.shape[shaped.axis] / shaped.partExtent;
        const std::uint64_t partBytes = shaped.bytes / planned.rows / parts;
        for (const DepthParts& run : shaped.parts)
            planned.pieces.push_back(pieceOf(run, partBytes));
        addConversion(planned);
        m_plan.bytesRead += shaped.bytes;
        m_plan.parameters += shaped.elements();
        addOutputs(std::move(planned));
    }

    /// `partBytes`: the bytes of one part in one row.
    TensorPiece pieceOf(const DepthParts& parts, std::uint64_t partBytes)
    {
        const Model& model = modelFor(parts.source);
        const TensorInfo& info = model.tensor(parts.tensor);
        if (info.decoding != nullptr)
            throw Error(ErrorCode::Unsupported,
                        info.name + " of " + model.checkpoint->name()
                            + " has a part for each layer and cannot be taken apart dequantized");
        TensorPiece piece;
        piece.model = planIndex(parts.source);
        piece.tensor = parts.tensor;
        piece.sourceShard = info.shard;
        piece.sourceOffset = info.offset + parts.first * partBytes;
        piece.rowBytes = parts.count * partBytes;
        piece.stride = parts.of * partBytes;
        return piece;
    }

    void rejectDuplicateNames() const
    {
        std::unordered_set<std::string_view> names;
        for (const PlannedTensor& tensor : m_tensors)
            if (!names.insert(tensor.name).second)
                throw Error(ErrorCode::Mismatch, "Two tensors of the output would be called " + tensor.name);
    }

    const Stack& m_stack;
    const OutputSettings& m_settings;
    const PreparedFormats& m_prepared;
    MergePlan& m_plan;
    std::optional<QuantizedModules> m_quantized;
    std::vector<std::optional<std::uint32_t>> m_indices; // by source: its index in the plan
    std::vector<std::optional<HeaderNotes>> m_notes; // by source
    std::map<const Model*, KeptPrecision> m_kept; // of the models that are converted
    std::string m_prefix;
    bool m_isPastTheEnd = false; // parameters of such layers are not counted: the model runs without them
    std::vector<PlannedTensor> m_tensors;
};

} // namespace

std::vector<PlannedTensor> outputTensors(const Stack& stack, const OutputSettings& settings,
                                         const PreparedFormats& prepared, MergePlan& plan)
{
    return Gatherer(stack, settings, prepared, plan).gather();
}

} // namespace layerloom::core
