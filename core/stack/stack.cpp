#include "core/stack/stack.h"

#include <algorithm>
#include <cassert>

namespace layerloom::core {

namespace {

/// False for a part that the model does not store and does not share with its embeddings.
bool gives(const Model& model, Part part)
{
    const LayerTable& table = model.table;
    switch (part) {
    case Part::Embeddings:
        return !table.embeddings.tensors.empty();
    case Part::Norm:
        return !table.norm.tensors.empty();
    case Part::Head:
        return !table.head.tensors.empty() || table.tied;
    default:
        return true;
    }
}

/// `usual`, unless it lacks a part that the config's source has.
SourceIndex giverOf(const Stack& stack, Part part, SourceIndex usual)
{
    const Model* model = modelOf(stack, usual);
    const SourceIndex config = partSource(stack, Part::Config);
    const Model* base = modelOf(stack, config);
    return model && base && !gives(*model, part) && gives(*base, part) ? config : usual;
}

} // namespace

SourceIndex partSource(const Stack& stack, Part part)
{
    const Setup& setup = stack.setup;
    if (const auto chosen = setup.parts[static_cast<std::size_t>(part)])
        return *chosen;
    const SourceIndex first = stack.blocks.empty() ? 0 : stack.blocks.front().source;
    const SourceIndex last = stack.blocks.empty() ? 0 : stack.blocks.back().source;
    switch (part) {
    case Part::Embeddings:
        return giverOf(stack, part, first);
    case Part::Norm:
    case Part::Head:
        return giverOf(stack, part, last);
    case Part::Config:
    case Part::Tokenizer:
    case Part::ChatTemplate:
    case Part::GenerationConfig:
        return setup.base.value_or(first);
    }
    assert(false);
    return first;
}

const Model* modelOf(const Stack& stack, SourceIndex source)
{
    return source.value < stack.setup.sources.size() ? stack.setup.sources[source.value].model.get()
                                                     : nullptr;
}

bool isWhole(const Stack& stack, SourceIndex source)
{
    const Model* model = modelOf(stack, source);
    if (!model || stack.blocks.size() != model->table.layers.size())
        return false;
    for (std::size_t at = 0; at < stack.blocks.size(); ++at)
        if (stack.blocks[at].source != source || stack.blocks[at].layer.value != at)
            return false;
    return true;
}

const PerLayerChoice* perLayerChoice(const Setup& setup, std::string_view name)
{
    const auto choice = std::find_if(setup.perLayer.begin(), setup.perLayer.end(),
                                     [&](const PerLayerChoice& each) { return each.name == name; });
    return choice == setup.perLayer.end() ? nullptr : &*choice;
}

const Layer* layerOf(const Stack& stack, const Block& block)
{
    const Model* model = modelOf(stack, block.source);
    return model && block.layer.value < model->table.layers.size() ? &model->layer(block.layer) : nullptr;
}

double scaleFor(const Block& block, std::string_view name)
{
    for (const Scale& scale : block.scales)
        if (name.find(scale.tensor) != std::string_view::npos)
            return scale.factor;
    return 1;
}

} // namespace layerloom::core
