#include "core/stack/source_commands.h"

#include <algorithm>

namespace layerloom::core {

std::pair<Edits, SourceIndex> addSource(const Stack& stack, Source source)
{
    Setup setup = stack.setup;
    const auto same = [&](const Source& other) { return other.path == source.path; };
    const auto existing = std::find_if(setup.sources.begin(), setup.sources.end(), same);
    const auto index = SourceIndex::from(existing - setup.sources.begin());
    if (existing != setup.sources.end() && (existing->model || !source.model))
        return {{}, index};
    if (existing == setup.sources.end())
        setup.sources.push_back(std::move(source));
    else
        *existing = std::move(source);
    return {{ReplaceSetup {std::move(setup)}}, index};
}

Edits removeSource(const Stack& stack, SourceIndex source)
{
    if (source.value >= stack.setup.sources.size())
        return {};
    // The blocks go first: whoever looks between the two edits finds a source for every block.
    Blocks blocks;
    for (const Block& block : stack.blocks) {
        if (block.source == source)
            continue;
        blocks.push_back(block);
        if (block.source > source)
            --blocks.back().source;
    }
    Edits edits = replaceAll(stack, blocks);
    Setup setup = stack.setup;
    setup.sources.erase(setup.sources.begin() + source.value);
    const auto follow = [&](std::optional<SourceIndex>& index) {
        if (index == source)
            index.reset();
        else if (index && *index > source)
            --*index;
    };
    follow(setup.base);
    for (std::optional<SourceIndex>& part : setup.parts)
        follow(part);
    edits.emplace_back(ReplaceSetup {std::move(setup)});
    return edits;
}

Edits setPart(const Stack& stack, Part part, std::optional<SourceIndex> source)
{
    Setup setup = stack.setup;
    setup.parts[static_cast<std::size_t>(part)] = source;
    if (setup == stack.setup)
        return {};
    return {ReplaceSetup {std::move(setup)}};
}

Setup withBase(Setup setup, SourceIndex base)
{
    setup.base = base;
    setup.parts.fill(std::nullopt);
    for (const Part part : {Part::Embeddings, Part::Norm, Part::Head})
        setup.parts[static_cast<std::size_t>(part)] = base;
    return setup;
}

} // namespace layerloom::core
