#include "core/stack/head.h"

#include "core/model/config_sections.h"

#include <algorithm>

namespace layerloom::core {

namespace {

/// Token embeddings: the largest matrix of the embeddings (gpt2 keeps its positions beside them).
std::vector<TensorIndex> tokenEmbeddings(const Model& model)
{
    const auto& tensors = model.table.embeddings.tensors;
    const auto smaller = [&](TensorIndex left, TensorIndex right) {
        return model.tensor(left).elements() < model.tensor(right).elements();
    };
    const auto largest = std::max_element(tensors.begin(), tensors.end(), smaller);
    return largest == tensors.end() ? std::vector<TensorIndex>() : std::vector<TensorIndex> {*largest};
}

/// What a tied model keeps in its head beside the shared weights: a bias, a dense layer before them.
std::vector<TensorIndex> untiedHeadTensors(const Model& model)
{
    std::vector<const TensorInfo*> embeddings;
    for (const TensorIndex index : model.table.embeddings.tensors)
        embeddings.push_back(&model.tensor(index));
    std::vector<TensorIndex> own;
    for (const TensorIndex head : model.table.head.tensors)
        if (!hasShapeOfEmbeddings(model.tensor(head), embeddings))
            own.push_back(head);
    return own;
}

} // namespace

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
    if (!model)
        return {};
    if (isTied(stack))
        return untiedHeadTensors(*model);
    const LayerTable& table = model->table;
    const bool lendsEmbeddings = table.head.tensors.empty() && table.tied && !model->family->head.empty();
    return lendsEmbeddings ? tokenEmbeddings(*model) : table.head.tensors;
}

bool writesHead(const Stack& stack)
{
    return !isTied(stack) && !headTensors(stack).empty();
}

} // namespace layerloom::core
