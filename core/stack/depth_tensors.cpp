#include "core/stack/depth_tensors.h"

#include "core/base/shape_text.h"
#include "core/checkpoint/dtype.h"
#include "core/model/config_sections.h"
#include "core/model/depth_shape.h"
#include "core/stack/layer_groups.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>

// Tensors with a part for each layer
//
// Some models keep one tensor outside the layers whose extent along one axis is (layers × extent of a part): gemma3n's
// embed_tokens_per_layer, of shape [vocabulary, L·d], holds in columns [l·d, (l+1)·d) what layer l adds to its input.
// For a stack of blocks (s_0, l_0), (s_1, l_1), … the output's tensor is the concatenation along that axis of the parts
// l_i of the tensors of the sources s_i. Consecutive layers of one source become one run (DepthParts), so that a merge
// copies long pieces: whole rows at once for axis 0, one piece of each row for axis 1.
// Some have a part before those of the layers (`lead`: what enters the first layer has a weight too): it is the config's.
// This needs, for every source that gives layers: a tensor of that name; an extent that its number of layers divides, and
// that is what config.json says of one part; elements of whole bytes; parts of the same shape and dtype. If one does not
// hold it becomes a DepthConflict, which is problem P33. A model that stays whole and in order is copied as it is, so
// that even a tensor that cannot be taken apart (packed weights) does no harm there. A tensor of which only the shape says
// so (outside_parts.cpp) is gathered, or copied, as the user chooses; until then it is undecided.

namespace layerloom::core {
namespace {

/// A tensor that can be taken apart: `shape` is that of one part.
struct Parted {
    TensorIndex tensor = 0;
    std::string dtype;
    std::vector<std::uint64_t> shape;

    std::string text() const { return dtype + ' ' + shapeText(shape); }
};

std::uint64_t product(const std::vector<std::uint64_t>& shape)
{
    return std::accumulate(shape.begin(), shape.end(), std::uint64_t(1), std::multiplies<>());
}

bool isDepthShaped(const Model& model, const std::string& name)
{
    const auto& all = model.family->depthShapedTensors;
    return std::any_of(all.begin(), all.end(),
                       [&](const std::string& part) { return name.find(part) != std::string::npos; });
}

const DepthShape* ruleFor(const Model& model, TensorIndex index)
{
    const auto& known = model.outside.tensors;
    const auto entry = std::find_if(known.begin(), known.end(),
                                    [&](const OutsideTensor& each) { return each.tensor == index; });
    return entry == known.end() ? nullptr : &entry->shape;
}

std::optional<TensorIndex> weightsOf(const Model& model, const DepthShape& rule)
{
    for (const TensorIndex index : model.table.rest.tensors)
        if (isMeant(rule, model.tensor(index).name))
            return index;
    return std::nullopt;
}

/// nullopt when it does not consist of a part for each layer, behind the leading ones, each of the extent that the config
/// says.
std::optional<Parted> partedTensor(const Model& model, const DepthShape& rule, TensorIndex index)
{
    const TensorInfo& info = model.tensor(index);
    const std::uint64_t parts = model.table.layers.size() + rule.lead;
    const auto bits = bitsPerElement(info.dtype);
    const bool hasBytes = bits && *bits % 8 == 0 && info.bytes == info.elements() * (*bits / 8);
    if (!hasBytes || model.table.layers.empty() || rule.axis >= info.shape.size() || info.bytes == 0
        || info.shape[rule.axis] % parts != 0)
        return std::nullopt;
    Parted parted {index, info.dtype, info.shape};
    parted.shape[rule.axis] /= parts;
    if (rule.key.empty())
        return parted;
    for (const std::string& key : presentKeys(model.config, {rule.key}))
        if (model.config.integer(key) != static_cast<std::int64_t>(parted.shape[rule.axis]))
            return std::nullopt;
    return parted;
}

/// Puts the tensors of one stack together.
class Gatherer {
public:
    Gatherer(const Stack& stack, const Model& config)
        : m_stack(stack)
        , m_configSource(partSource(stack, Part::Config))
        , m_config(config)
    {
        for (const Block& block : stack.blocks)
            if (layerOf(stack, block))
                m_blocks.push_back(&block);
    }

    DepthTensors gather()
    {
        if (m_blocks.empty()
            || (isWhole(m_stack, m_configSource) && m_blocks.size() == m_stack.blocks.size()))
            return {};
        for (const TensorIndex index : m_config.table.rest.tensors)
            if (ruleFor(m_config, index) || isDepthShaped(m_config, m_config.tensor(index).name))
                add(index);
        return std::move(m_found);
    }

private:
    /// True when a guess is to be followed; one that nobody decided is noted.
    bool isChosen(const DepthShape& rule, const TensorInfo& tensor, bool canBeGathered)
    {
        const PerLayerChoice* choice = perLayerChoice(m_stack.setup, tensor.name);
        if (choice == nullptr && rule.isGuess)
            m_found.undecided.push_back({tensor.name, shapeText(tensor.shape), canBeGathered});
        return choice ? choice->gathers : !rule.isGuess;
    }

    void add(TensorIndex index)
    {
        const DepthShape* rule = ruleFor(m_config, index);
        const auto own = rule ? partedTensor(m_config, *rule, index) : std::nullopt;
        if (rule && !isChosen(*rule, m_config.tensor(index), own.has_value()))
            return;
        if (!own)
            return refuse({DepthConflict::Kind::Whole, index, m_configSource, {}, {}, 0});
        std::vector<std::optional<Parted>> bySource(m_stack.setup.sources.size());
        m_dtype.clear();
        for (const Block* block : m_blocks)
            if (!bySource[block->source.value])
                bySource[block->source.value] = partsOf(block->source, *own, *rule);
        if (rule->lead > 0 && !bySource[m_configSource.value])
            partsOf(m_configSource, *own, *rule);
        if (m_found.conflicts.empty())
            m_found.tensors.push_back(together(*own, *rule, bySource));
    }

    /// What a source gives, or what speaks against it.
    std::optional<Parted> partsOf(SourceIndex source, const Parted& own, const DepthShape& rule)
    {
        const Model& model = *modelOf(m_stack, source);
        const auto index = weightsOf(model, rule);
        if (!index) {
            refuse({DepthConflict::Kind::Missing, own.tensor, source, {}, {}, m_configSource});
            return std::nullopt;
        }
        std::optional<Parted> parted = partedTensor(model, rule, *index);
        if (!parted) {
            refuse({DepthConflict::Kind::Whole, own.tensor, source, {}, {}, 0});
            return std::nullopt;
        }
        const SourceIndex first = m_blocks.front()->source;
        if (source == first)
            m_dtype = parted->dtype;
        if (parted->shape != own.shape)
            refuse({DepthConflict::Kind::Different, own.tensor, source, parted->text(), own.text(),
                    m_configSource});
        else if (!m_dtype.empty() && parted->dtype != m_dtype)
            refuse({DepthConflict::Kind::Different, own.tensor, source, parted->text(),
                    Parted {0, m_dtype, own.shape}.text(), first});
        return parted;
    }

    void refuse(DepthConflict conflict)
    {
        const auto isSame = [&](const DepthConflict& other) { return other.source == conflict.source; };
        if (std::none_of(m_found.conflicts.begin(), m_found.conflicts.end(), isSame))
            m_found.conflicts.push_back(std::move(conflict));
    }

    DepthTensor together(const Parted& own, const DepthShape& rule,
                         const std::vector<std::optional<Parted>>& bySource) const
    {
        DepthTensor tensor;
        tensor.tensor = own.tensor;
        tensor.dtype = m_dtype;
        tensor.shape = own.shape;
        tensor.axis = rule.axis;
        tensor.partExtent = own.shape[rule.axis];
        tensor.shape[rule.axis] *= m_blocks.size() + rule.lead;
        tensor.bytes = tensor.elements() * (bitsPerElement(m_dtype).value_or(8) / 8);
        const auto partsIn = [&](SourceIndex source) {
            return modelOf(m_stack, source)->table.layers.size() + rule.lead;
        };
        if (rule.lead > 0)
            tensor.parts.push_back({m_configSource, own.tensor, 0, rule.lead, partsIn(m_configSource)});
        for (const Block* block : m_blocks) {
            const std::uint64_t part = rule.lead + block->layer.value;
            const bool goesOn = !tensor.parts.empty() && tensor.parts.back().source == block->source
                && tensor.parts.back().first + tensor.parts.back().count == part;
            if (const auto& parted = bySource[block->source.value]; parted && !goesOn)
                tensor.parts.push_back({block->source, parted->tensor, part, 0, partsIn(block->source)});
            ++tensor.parts.back().count;
        }
        return tensor;
    }

    const Stack& m_stack;
    SourceIndex m_configSource;
    const Model& m_config;
    std::vector<const Block*> m_blocks; // those whose layers are there
    std::string m_dtype; // of the first block's tensor
    DepthTensors m_found;
};

} // namespace

std::uint64_t DepthTensor::elements() const
{
    return product(shape);
}

DepthTensors depthTensors(const Stack& stack)
{
    const Model* config = modelOf(stack, partSource(stack, Part::Config));
    if (!config
        || (config->family->depthShapedTensors.empty() && config->outside.tensors.empty()
            && config->outside.groups.empty()))
        return {};
    DepthTensors found = Gatherer(stack, *config).gather();
    addLayerGroups(stack, found);
    return found;
}

} // namespace layerloom::core
