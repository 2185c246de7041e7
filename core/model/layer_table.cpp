#include "core/model/layer_table.h"

#include "core/base/text.h"
#include "core/model/config_sections.h"
#include "core/model/equal_tensors.h"
#include "core/model/layer_types.h"
#include "core/model/main_stack.h"
#include "core/model/parts.h"

#include <algorithm>
#include <ranges>
#include <set>
#include <unordered_map>

// How layers are found
//
// Nothing lists the layers of a checkpoint: they are read from the names of its tensors, so that a family nobody has
// described can still be stacked.
//   1. A name is cut at its first number: "model.layers.3.mlp.up_proj.weight" belongs to member 3 of the group
//      "model.layers." (tensor_groups.h). Groups are stacks of layers, of experts, of vision blocks, …
//   2. One group is the main stack (main_stack.h).
//   3. Layers run from 0 without a gap. config.json (layer_count.h) may count fewer: the rest are extra layers
//      (multi-token prediction), which are carried along and never placed. If it counts more, the checkpoint is
//      incomplete: an error.
//   4. Layers with equal names, shapes and dtypes are of one kind. The signature of a kind leaves out what a loader
//      does not look at: stored buffers, and tensors that belong to the first position whatever layer stands there.
//   5. Every tensor outside the stack is sorted by its name behind the places around the stack (parts.h) into
//      embeddings, norm, head, or the rest. Of norms and heads in several places the deepest counts.
// The head is tied if it is missing, or if config.json or the family's default says so. A stored copy of tied
// embeddings is counted once; a stored head with other values is one of its own, as loaders that look take it.

namespace layerloom::core {

namespace {

bool holds(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

bool isBuffer(const TensorInfo& tensor, const Family& family)
{
    return std::any_of(family.buffers.begin(), family.buffers.end(),
                       [&](const std::string& buffer) { return holds(tensor.name, buffer); });
}

std::uint64_t parametersOf(const TensorInfo& tensor, const Family& family)
{
    return isCounted(tensor.name, family) ? tensor.elements() : 0;
}

class TableReader {
public:
    TableReader(const Checkpoint& checkpoint, const ConfigText& config, const Family& family,
                std::optional<StackSide> side)
        : m_checkpoint(checkpoint)
        , m_config(config)
        , m_family(family)
        , m_groups(tensorGroups(checkpoint))
    {
        const MainStack chosen = mainStack(checkpoint, m_groups, config, family, side);
        m_stack = chosen.group;
        m_table.side = chosen.side;
    }

    LayerTable read()
    {
        readLayers();
        nameLayerTypes(m_table.layers, m_config, m_family);
        findKinds();
        sortParts();
        findOthers();
        findTying();
        countAll();
        return std::move(m_table);
    }

private:
    const TensorInfo& tensor(TensorIndex index) const { return m_checkpoint.tensor(index); }

    void readLayers()
    {
        if (m_stack != nullptr)
            m_table.prefix = m_stack->prefix;
        const std::uint32_t count = layerCount();
        if (m_stack == nullptr)
            return;
        for (const auto& [index, tensors] : m_stack->members)
            (index < count ? m_table.layers : m_table.extraLayers).push_back(layerOf(tensors));
    }

    // Layers without a gap from 0 on, as many as the config says.
    std::uint32_t layerCount()
    {
        const std::uint32_t stored = m_stack != nullptr ? layersWithoutGap(*m_stack) : 0;
        m_table.count =
            core::layerCount(m_config, m_family, {m_table.prefix, stored, m_table.side.has_value()});
        const auto promised = m_table.count.layers();
        if (promised && (*promised < 0 || *promised > stored) && !m_checkpoint.tensors().empty()) {
            refuseSharedWeights(*promised);
            throw Error(ErrorCode::Corrupt,
                        "config.json of " + m_checkpoint.name() + " promises " + std::to_string(*promised)
                            + " layers (" + m_table.count.keys.front().key + "), but the tensors have "
                            + storedText(stored));
        }
        return promised ? static_cast<std::uint32_t>(std::min<std::int64_t>(*promised, stored)) : stored;
    }

    /// ALBERT runs all its layers on the weights of a few.
    void refuseSharedWeights(std::int64_t promised) const
    {
        const auto groups = m_config.integer("num_hidden_groups");
        if (groups && *groups < promised)
            throw Error(ErrorCode::Unsupported,
                        m_checkpoint.name() + " runs its " + std::to_string(promised)
                            + " layers on the weights of "
                            + counted(static_cast<std::uint64_t>(*groups), "group")
                            + " (num_hidden_groups), so no layer of its own can be moved or repeated");
    }

    std::string storedText(std::uint32_t stored) const
    {
        if (m_stack == nullptr)
            return "none";
        return std::to_string(stored) + ": there is no tensor " + std::string(m_stack->prefix)
            + std::to_string(stored) + ".*";
    }

    Layer layerOf(const std::vector<TensorIndex>& tensors) const
    {
        Layer layer;
        layer.tensors = tensors;
        layer.type = "decoder";
        for (const TensorIndex index : tensors) {
            layer.parameters += parametersOf(tensor(index), m_family);
            layer.bytes += tensor(index).bytes;
        }
        return layer;
    }

    // What a layer is made of, as a text that is equal for equal layers.
    std::string shapeOf(const Layer& layer) const
    {
        std::string text;
        for (const TensorIndex index : layer.tensors) {
            text += suffixInLayer(tensor(index).name, m_table.prefix);
            text += ' ' + tensor(index).dtype;
            for (const std::uint64_t extent : tensor(index).shape)
                text += ' ' + std::to_string(extent);
            text += '\n';
        }
        return text;
    }

    // The same of what a loader asks of a layer: stored buffers and what belongs to the first place are left out, the
    // dtype counts where it tells packed weights from others.
    std::string signatureOf(const Layer& layer) const
    {
        const bool isQuantized = !presentKeys(m_config, {"quantization_config"}).empty();
        std::string text;
        for (const TensorIndex index : layer.tensors) {
            const TensorInfo& stored = tensor(index);
            if (isBuffer(stored, m_family) || isFirstPlaceTensor(stored.name, m_family))
                continue;
            text += suffixInLayer(stored.name, m_table.prefix);
            text += isQuantized ? ' ' + stored.dtype : std::string();
            for (const std::uint64_t extent : stored.shape)
                text += ' ' + std::to_string(extent);
            text += '\n';
        }
        return text;
    }

    void findKinds()
    {
        std::unordered_map<std::string, std::uint32_t> kindOf;
        for (LayerIndex index = 0; index.value < m_table.layers.size(); ++index) {
            Layer& layer = m_table.layers[index.value];
            const auto next = static_cast<std::uint32_t>(m_table.kinds.size());
            layer.kind = kindOf.try_emplace(shapeOf(layer), next).first->second;
            if (layer.kind == next)
                m_table.kinds.push_back({{}, {}, layer.parameters, signatureOf(layer)});
            m_table.kinds[layer.kind].layers.push_back(index);
        }
        nameKinds();
    }

    bool hasExperts(const LayerKind& kind) const
    {
        const Layer& layer = m_table.layers[kind.layers.front().value];
        return std::any_of(layer.tensors.begin(), layer.tensors.end(),
                           [&](TensorIndex index) { return holds(tensor(index).name, ".experts."); });
    }

    // The type of all layers of a kind; empty when they differ.
    std::string typeOf(const LayerKind& kind) const
    {
        const std::string& type = m_table.layers[kind.layers.front().value].type;
        const bool same = std::all_of(kind.layers.begin(), kind.layers.end(), [&](LayerIndex layer) {
            return m_table.layers[layer.value].type == type;
        });
        return same ? type : std::string();
    }

    void nameKinds()
    {
        std::vector<LayerKind>& kinds = m_table.kinds;
        if (kinds.size() == 1)
            kinds.front().name = "decoder";
        if (kinds.size() < 2)
            return;
        std::set<std::string> types;
        for (const LayerKind& kind : kinds)
            types.insert(typeOf(kind));
        const bool typesTell = types.size() == kinds.size() && !types.contains({});
        const bool expertsTell = kinds.size() == 2 && hasExperts(kinds[0]) != hasExperts(kinds[1]);
        for (std::size_t i = 0; i < kinds.size(); ++i)
            kinds[i].name = expertsTell ? (hasExperts(kinds[i]) ? "mixture of experts" : "dense")
                : typesTell             ? typeOf(kinds[i])
                                        : "kind " + std::to_string(i + 1);
    }

    void sortParts()
    {
        std::vector<bool> isPlaced(m_checkpoint.tensors().size(), false);
        if (m_stack != nullptr) {
            for (const auto& [index, tensors] : m_stack->members) {
                for (const TensorIndex tensorIndex : tensors)
                    isPlaced[tensorIndex.value] = true;
            }
        }
        const bool isEncoder = m_table.side == StackSide::Encoder;
        const std::vector<std::string> roots = partRoots(m_table.prefix, isEncoder);
        std::vector<Placed> placed;
        for (TensorIndex index = 0; index.value < isPlaced.size(); ++index)
            if (!isPlaced[index.value])
                placed.push_back({index, partName(tensor(index).name, roots, m_family)});
        for (const Placed& each : placed)
            add(each, isShadowed(each, placed));
    }

    struct Placed {
        TensorIndex tensor;
        PartName part;

        std::size_t depth(const std::string& name) const { return name.size() - part.stem.size(); }
    };

    // A norm or head that stands outside of another one: that of another module around the stack.
    bool isShadowed(const Placed& placed, const std::vector<Placed>& all) const
    {
        const PartRole role = placed.part.role;
        const std::size_t depth = placed.depth(tensor(placed.tensor).name);
        return (role == PartRole::Norm || role == PartRole::Head)
            && std::any_of(all.begin(), all.end(), [&](const Placed& other) {
                   return other.part.role == role && other.depth(tensor(other.tensor).name) > depth;
               });
    }

    void add(const Placed& placed, bool isShadowed)
    {
        const PartRole role = isShadowed ? PartRole::Other : placed.part.role;
        PartTensors& part = role == PartRole::Embeddings ? m_table.embeddings
            : role == PartRole::Norm                     ? m_table.norm
            : role == PartRole::Head                     ? m_table.head
                                                         : m_table.rest;
        addTo(part, placed.tensor);
        if (&part != &m_table.rest)
            part.stems.emplace_back(placed.part.stem);
        if (role == PartRole::TaskHead)
            addTaskHead(placed.part.stem, parametersOf(tensor(placed.tensor), m_family));
    }

    void addTaskHead(std::string_view stem, std::uint64_t parameters)
    {
        const std::string name(stem.substr(0, stem.find('.')));
        auto& heads = m_table.taskHeads;
        auto head =
            std::find_if(heads.begin(), heads.end(), [&](const TaskHead& each) { return each.name == name; });
        if (head == heads.end())
            head = heads.insert(heads.end(), {name, 0});
        head->parameters += parameters;
    }

    void addTo(PartTensors& part, TensorIndex index) const
    {
        part.tensors.push_back(index);
        part.parameters += parametersOf(tensor(index), m_family);
        part.bytes += tensor(index).bytes;
    }

    void findOthers()
    {
        for (const TensorGroup& group : m_groups) {
            if (&group == m_stack || !isNamedLikeAStack(group.prefix))
                continue;
            OtherStack other {std::string(group.prefix), static_cast<std::uint32_t>(group.members.size()), 0};
            for (const auto& [index, tensors] : group.members) {
                for (const TensorIndex tensorIndex : tensors)
                    other.parameters += parametersOf(tensor(tensorIndex), m_family);
            }
            m_table.others.push_back(std::move(other));
        }
    }

    // What the config says counts; where it is silent the family's default; of an unknown family, and where the
    // config promises a head that no file holds, the files.
    bool isSaidToBeTied() const
    {
        if (!hasLanguageHead(m_config) || m_table.embeddings.tensors.empty()
            || m_table.side == StackSide::Encoder)
            return false;
        if (m_table.head.tensors.empty())
            return true;
        // Loaders ask the whole model first.
        for (const std::string& key : presentKeys(m_config, {"tie_word_embeddings"}) | std::views::reverse) {
            if (const auto said = m_config.boolean(key))
                return *said;
        }
        return m_family.tiedByDefault;
    }

    // A stored head of the embeddings' shape that is none of them.
    bool storesOtherHead() const
    {
        return std::any_of(m_table.head.tensors.begin(), m_table.head.tensors.end(), [&](TensorIndex head) {
            bool isAny = false;
            for (const TensorIndex index : m_table.embeddings.tensors) {
                if (!hasShapeOfEmbeddings(tensor(head), {&tensor(index)}))
                    continue;
                if (areEqual(m_checkpoint, tensor(head), tensor(index)))
                    return false;
                isAny = true;
            }
            return isAny;
        });
    }

    void findTying()
    {
        const bool isSaid = isSaidToBeTied();
        m_table.headDiffers = isSaid && storesOtherHead();
        m_table.tied = isSaid && !m_table.headDiffers;
    }

    // The stored copy of the embeddings in the head of a tied model.
    std::uint64_t countedTwice() const
    {
        std::vector<const TensorInfo*> embeddings;
        for (const TensorIndex index : m_table.embeddings.tensors)
            embeddings.push_back(&tensor(index));
        std::uint64_t twice = 0;
        for (const TensorIndex head : m_table.head.tensors)
            if (m_table.tied && hasShapeOfEmbeddings(tensor(head), embeddings))
                twice += tensor(head).elements();
        return twice;
    }

    void countAll()
    {
        m_table.bytes = m_checkpoint.payloadBytes();
        m_table.parameters = m_table.embeddings.parameters + m_table.norm.parameters + m_table.head.parameters
            + m_table.rest.parameters - countedTwice();
        for (const Layer& layer : m_table.layers)
            m_table.parameters += layer.parameters;
    }

    const Checkpoint& m_checkpoint;
    const ConfigText& m_config;
    const Family& m_family;
    std::vector<TensorGroup> m_groups;
    const TensorGroup* m_stack = nullptr;
    LayerTable m_table;
};

} // namespace

LayerTable readLayerTable(const Checkpoint& checkpoint, const ConfigText& config, const Family& family,
                          std::optional<StackSide> side)
{
    return TableReader(checkpoint, config, family, side).read();
}

bool hasLanguageHead(const ConfigText& config)
{
    const auto names = config.array("architectures");
    if (!names || names->empty())
        return true;
    const std::string_view name = names->front();
    return holds(name, "LM") || holds(name, "ForConditionalGeneration") || holds(name, "ForPreTraining")
        || holds(name, "DoubleHeads");
}

} // namespace layerloom::core
