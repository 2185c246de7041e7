#include "core/stack/head.h"

#include "core/model/config_sections.h"

#include <algorithm>

namespace layerloom::core {

namespace {

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

std::vector<TensorIndex> headTensors(const Stack& stack)
{
    const Model* model = modelOf(stack, partSource(stack, Part::Head));
    if (!model || !hasPlaceForHead(stack))
        return {};
    if (isTied(stack))
        return untiedHeadTensors(*model);
    const LayerTable& table = model->table;
    const bool lendsEmbeddings = table.head.tensors.empty() && table.tied && !model->family->head.empty();
    if (!lendsEmbeddings)
        return table.head.tensors;
    const std::optional<TensorIndex> embeddings = tokenEmbeddings(*model);
    return embeddings ? std::vector<TensorIndex> {*embeddings} : std::vector<TensorIndex>();
}

bool writesHead(const Stack& stack)
{
    return !isTied(stack) && !headTensors(stack).empty();
}

} // namespace layerloom::core
