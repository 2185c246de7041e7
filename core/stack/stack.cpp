#include "core/stack/stack.h"

#include <algorithm>
#include <cassert>

namespace layerloom::core {

SourceIndex partSource(const Stack& stack, Part part)
{
    const Setup& setup = stack.setup;
    if (const auto chosen = setup.parts[static_cast<std::size_t>(part)])
        return *chosen;
    const SourceIndex first = stack.blocks.empty() ? 0 : stack.blocks.front().source;
    const SourceIndex last = stack.blocks.empty() ? 0 : stack.blocks.back().source;
    switch (part) {
    case Part::Embeddings:
        return first;
    case Part::Norm:
    case Part::Head:
        return last;
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
