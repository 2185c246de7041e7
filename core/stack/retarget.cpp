#include "core/stack/retarget.h"

#include "core/base/error.h"
#include "core/model/config_sections.h"
#include "core/model/model_facts.h"
#include "core/model/shape_conflict.h"

#include <algorithm>

namespace layerloom::core {

namespace {

[[noreturn]] void refuse(const std::string& sentence)
{
    throw Error(ErrorCode::Mismatch, sentence);
}

const Model& lender(const Stack& stack, SourceIndex config)
{
    if (const Model* model = modelOf(stack, config))
        return *model;
    refuse("The model " + sourceLetter(config) + ", which is to lend its config.json, is missing");
}

const Block& firstLayer(const Stack& stack)
{
    const auto block = std::find_if(stack.blocks.begin(), stack.blocks.end(),
                                    [&](const Block& each) { return layerOf(stack, each) != nullptr; });
    if (block == stack.blocks.end())
        refuse("The output has no layers that a config.json could describe");
    return *block;
}

std::vector<std::string_view> namesIn(const Model& model, const Layer& layer)
{
    std::vector<std::string_view> names;
    for (const TensorIndex tensor : layer.tensors)
        names.push_back(suffixInLayer(model.tensor(tensor).name, model.table.prefix));
    std::sort(names.begin(), names.end());
    return names;
}

void checkLayerNames(const Stack& stack, SourceIndex config, const Block& block)
{
    const Model& target = lender(stack, config);
    const std::vector<std::string_view> ours = namesIn(*modelOf(stack, block.source), *layerOf(stack, block));
    const std::vector<std::string_view> theirs = namesIn(target, target.table.layers.front());
    const auto [mine, other] = std::mismatch(ours.begin(), ours.end(), theirs.begin(), theirs.end());
    if (mine == ours.end() && other == theirs.end())
        return;
    const std::string mineName(mine == ours.end() ? "none" : *mine);
    const std::string otherName(other == theirs.end() ? "none" : *other);
    refuse("The tensors of a layer differ: " + mineName + " in " + sourceLetter(block.source) + ", "
           + otherName + " in " + sourceLetter(config));
}

void checkEmbeddingNames(const Model& target, const Model& model)
{
    const std::vector<std::string>& names = target.family->embeddings;
    const std::vector<std::string>& stems = model.table.embeddings.stems;
    const bool isKnown = std::any_of(stems.begin(), stems.end(), [&](const std::string& stem) {
        return std::any_of(names.begin(), names.end(),
                           [&](const std::string& name) { return stem.starts_with(name + "."); });
    });
    if (!stems.empty() && !isKnown)
        refuse("Models of the family " + target.facts.modelType + " do not call their embeddings "
               + model.tensor(model.table.embeddings.tensors.front()).name);
}

/// Layers of both must have the same tensors; of a config.json alone at least the embeddings' name is known.
void checkNames(const Stack& stack, SourceIndex config, const Block& block)
{
    const Model& target = lender(stack, config);
    if (target.table.layers.empty())
        checkEmbeddingNames(target, *modelOf(stack, block.source));
    else
        checkLayerNames(stack, config, block);
}

/// Collects the keys whose values follow the weights.
class Patches {
public:
    Patches(const Model& target, Setup& setup)
        : m_target(target)
        , m_setup(setup)
    {}

    void follow(const std::optional<std::int64_t>& promised, const std::optional<std::int64_t>& stored,
                const std::vector<std::string>& keys)
    {
        if (stored && promised != stored)
            set(keys, std::to_string(*stored));
    }

    void set(const std::vector<std::string>& keys, const std::string& value)
    {
        // The key that is there, under whichever alias; the language model's own section wins over the root.
        const std::vector<std::string> present = presentKeys(m_target.config, keys);
        m_setup.overrides.push_back({present.empty() ? keys.front() : present.front(), value});
    }

private:
    const Model& m_target;
    Setup& m_setup;
};

void followShapes(const Model& target, const Model& model, const Model& embeddings, Setup& setup)
{
    const ModelFacts& theirs = target.facts;
    const ModelFacts& ours = model.facts;
    Patches patches(target, setup);
    patches.follow(theirs.hiddenSize, ours.hiddenSize, hiddenSizeKeys());
    patches.follow(theirs.intermediateSize, ours.intermediateSize,
                   {"intermediate_size", "n_inner", "ffn_dim"});
    patches.follow(theirs.heads, ours.heads, {"num_attention_heads", "n_head"});
    patches.follow(theirs.keyValueHeads, ours.keyValueHeads, {"num_key_value_heads"});
    // Without head_dim it is what the patched width and heads give.
    const std::int64_t heads = ours.heads.value_or(0);
    const bool isSaid = !presentKeys(target.config, {"head_dim"}).empty() || heads < 1;
    patches.follow(isSaid ? theirs.headSize : ours.hiddenSize.value_or(0) / heads, ours.headSize,
                   {"head_dim"});
    patches.follow(theirs.vocabulary, embeddings.facts.vocabulary, {"vocab_size"});
    const bool promisesTied = target.config.boolean(configKey(target.config, "tie_word_embeddings"))
                                  .value_or(target.family->tiedByDefault);
    if (promisesTied != model.table.tied)
        patches.set({"tie_word_embeddings"}, model.table.tied ? "true" : "false");
}

std::vector<const TensorInfo*> tensorsOf(const Model& model, const std::vector<TensorIndex>& indices)
{
    std::vector<const TensorInfo*> tensors;
    for (const TensorIndex index : indices)
        tensors.push_back(&model.tensor(index));
    return tensors;
}

} // namespace

Setup retarget(const Stack& stack, SourceIndex config)
{
    const Model& target = lender(stack, config);
    const Block& block = firstLayer(stack);
    const Model& model = *modelOf(stack, block.source);
    const Model* lending = modelOf(stack, partSource(stack, Part::Embeddings));
    const Model& embeddings = lending ? *lending : model;
    checkNames(stack, config, block);
    Setup setup = stack.setup;
    setup.parts[static_cast<std::size_t>(Part::Config)] = config;
    setup.overrides.clear();
    followShapes(target, model, embeddings, setup);
    if (const auto conflict = shapeConflict(ConfigText(patched(target.config, setup.overrides)),
                                            *target.family, tensorsOf(model, layerOf(stack, block)->tensors),
                                            tensorsOf(embeddings, embeddings.table.embeddings.tensors)))
        refuse(*conflict);
    return setup;
}

} // namespace layerloom::core
