#include "core/document/pinned_stack.h"

#include <algorithm>
#include <optional>

namespace layerloom::core {

namespace {

bool isSameModel(const Source& left, const Source& right)
{
    return left.path == right.path && left.side == right.side;
}

// By index in `before`: the index in `after`. Sources keep their order.
std::vector<std::optional<SourceIndex>> newIndices(const std::vector<Source>& before,
                                                   const std::vector<Source>& after)
{
    std::vector<std::optional<SourceIndex>> indices(before.size());
    std::size_t next = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const auto same = std::find_if(after.begin() + static_cast<std::ptrdiff_t>(next), after.end(),
                                       [&](const Source& source) { return isSameModel(source, before[i]); });
        if (same == after.end())
            continue;
        const auto index = static_cast<std::size_t>(same - after.begin());
        indices[i] = SourceIndex::from(index);
        next = index + 1;
    }
    return indices;
}

} // namespace

std::uint32_t nextPinnedNumber(const PinnedStacks& pinned)
{
    std::uint32_t number = 1;
    while (std::ranges::find(pinned, number, &PinnedStack::number) != pinned.end())
        ++number;
    return number;
}

PinnedStacks followSources(PinnedStacks pinned, const std::vector<Source>& before,
                           const std::vector<Source>& after)
{
    if (after.size() >= before.size())
        return pinned;
    const std::vector<std::optional<SourceIndex>> indices = newIndices(before, after);
    const auto isGone = [&](const Block& block) { return !indices[block.source.value]; };
    std::erase_if(pinned,
                  [&](const PinnedStack& stack) { return std::ranges::any_of(stack.blocks, isGone); });
    for (PinnedStack& stack : pinned)
        for (Block& block : stack.blocks)
            block.source = indices[block.source.value].value_or(block.source);
    return pinned;
}

} // namespace layerloom::core
