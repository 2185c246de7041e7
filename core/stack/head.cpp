#include "core/stack/head.h"

#include "core/model/config_sections.h"

#include <algorithm>

namespace layerloom::core {

namespace {

constexpr std::string_view kBias = ".bias";

std::vector<const TensorInfo*> embeddingsOf(const Model& model)
{
    std::vector<const TensorInfo*> embeddings;
    for (const TensorIndex index : model.table.embeddings.tensors)
        embeddings.push_back(&model.tensor(index));
    return embeddings;
}

/// What a tied model keeps in its head beside the shared weights: a bias, a dense layer before them.
std::vector<TensorIndex> untiedHeadTensors(const Model& model)
{
    std::vector<TensorIndex> own;
    for (const TensorIndex head : model.table.head.tensors)
        if (!hasShapeOfEmbeddings(model.tensor(head), embeddingsOf(model)))
            own.push_back(head);
    return own;
}

bool storesMatrix(const Model& model)
{
    const auto& head = model.table.head.tensors;
    return std::any_of(head.begin(), head.end(), [&](TensorIndex index) {
        return hasShapeOfEmbeddings(model.tensor(index), embeddingsOf(model));
    });
}

/// The place of the bias among the head's tensors that has a number for each token.
std::optional<std::size_t> headBias(const Model& model)
{
    const std::optional<TensorIndex> tokens = tokenEmbeddings(model);
    const PartTensors& head = model.table.head;
    for (std::size_t at = 0; tokens && at < head.tensors.size(); ++at) {
        const std::vector<std::uint64_t>& shape = model.tensor(head.tensors[at]).shape;
        if (head.stems[at].ends_with(kBias) && shape.size() == 1
            && shape.front() == model.tensor(*tokens).shape.front())
            return at;
    }
    return std::nullopt;
}

/// A class without a language model's head has no place for one.
bool hasPlaceForHead(const Stack& stack)
{
    const Model* base = modelOf(stack, partSource(stack, Part::Config));
    return !base || !base->table.head.tensors.empty()
        || (hasLanguageHead(base->config) && base->table.side != StackSide::Encoder);
}

} // namespace

std::optional<TensorIndex> tokenEmbeddings(const Model& model)
{
    std::optional<TensorIndex> largest;
    for (const TensorIndex index : model.table.embeddings.tensors) {
        const TensorInfo& tensor = model.tensor(index);
        if (hasShapeOfEmbeddings(tensor, {&tensor})
            && (!largest || tensor.elements() > model.tensor(*largest).elements()))
            largest = index;
    }
    return largest;
}

bool isTied(const Stack& stack)
{
    for (const ConfigPatch& patch : stack.setup.overrides)
        if (patch.key == "tie_word_embeddings" || patch.key.ends_with(".tie_word_embeddings"))
            return patch.value == "true";
    const Model* model = modelOf(stack, partSource(stack, Part::Config));
    if (!model)
        return false;
    // Of a config.json alone only its words are known.
    if (model->checkpoint->tensors().empty())
        return model->config.boolean(configKey(model->config, "tie_word_embeddings"))
            .value_or(model->family->tiedByDefault);
    return model->table.tied;
}

HeadParts headParts(const Stack& stack)
{
    const Model* model = modelOf(stack, partSource(stack, Part::Head));
    if (!model || !hasPlaceForHead(stack))
        return {};
    if (isTied(stack))
        return {untiedHeadTensors(*model), {}, {}};
    const LayerTable& table = model->table;
    HeadParts parts {table.head.tensors, {}, {}};
    if (!table.tied || model->family->head.empty() || storesMatrix(*model))
        return parts;
    parts.matrix = tokenEmbeddings(*model);
    const std::string stem = headMatrixStem(*model);
    if (const auto bias = headBias(*model); bias && table.head.stems[*bias] != stem + ".bias")
        parts.bias = table.head.tensors[*bias];
    return parts;
}

std::vector<TensorIndex> headTensors(const Stack& stack)
{
    HeadParts parts = headParts(stack);
    for (const auto& lent : {parts.matrix, parts.bias})
        if (lent)
            parts.own.push_back(*lent);
    return parts.own;
}

std::string headMatrixStem(const Model& model)
{
    const std::vector<std::string>& stems = model.table.head.stems;
    const std::vector<std::string>& names = model.family->head;
    for (std::size_t at = 0; at < stems.size(); ++at)
        if (hasShapeOfEmbeddings(model.tensor(model.table.head.tensors[at]), embeddingsOf(model)))
            return stems[at].substr(0, stems[at].rfind('.'));
    const auto bias = headBias(model);
    if (!bias)
        return names.empty() ? "lm_head" : names.front();
    // "cls.predictions.bias" stands beside other modules of the head, and then its matrix is a module too.
    const std::string holder = stems[*bias].substr(0, stems[*bias].size() - kBias.size());
    const bool holdsModules = std::any_of(stems.begin(), stems.end(), [&](const std::string& stem) {
        return stem.starts_with(holder + '.') && stem.find('.', holder.size() + 1) != std::string::npos;
    });
    return holdsModules ? holder + ".decoder" : holder;
}

bool writesHead(const Stack& stack)
{
    return !isTied(stack) && !headTensors(stack).empty();
}

} // namespace layerloom::core
