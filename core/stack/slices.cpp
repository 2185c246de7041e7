#include "core/stack/slices.h"

#include <unordered_map>

namespace layerloom::core {

namespace {

bool isSeam(const Block& from, const Block& to)
{
    return from.source != to.source || std::uint64_t {from.layer.value} + 1 != to.layer.value;
}

std::uint32_t layerDistance(const Block& from, const Block& to)
{
    return to.layer > from.layer ? to.layer - from.layer : from.layer - to.layer;
}

} // namespace

std::vector<Slice> slices(const Stack& stack)
{
    std::vector<Slice> result;
    for (std::size_t at = 0; at < stack.blocks.size(); ++at) {
        const Block& block = stack.blocks[at];
        const bool begins = at == 0 || block.splitBefore || isSeam(stack.blocks[at - 1], block)
            || stack.blocks[at - 1].scales != block.scales;
        if (begins)
            result.push_back({at, at, block.source, block.layer});
        result.back().end = at + 1;
    }
    return result;
}

std::vector<Seam> seams(const Stack& stack)
{
    std::vector<Seam> result;
    for (std::size_t at = 1; at < stack.blocks.size(); ++at) {
        const Block& from = stack.blocks[at - 1];
        const Block& to = stack.blocks[at];
        if (isSeam(from, to))
            result.push_back({at, from, to, layerDistance(from, to),
                              std::int64_t {to.layer.value} - (std::int64_t {from.layer.value} + 1)});
    }
    return result;
}

std::vector<std::uint32_t> distances(const Stack& stack)
{
    std::vector<std::uint32_t> result;
    for (std::size_t at = 1; at < stack.blocks.size(); ++at)
        result.push_back(layerDistance(stack.blocks[at - 1], stack.blocks[at]));
    return result;
}

std::vector<std::uint32_t> useCounts(const Stack& stack)
{
    std::unordered_map<std::uint64_t, std::uint32_t> uses;
    std::vector<std::uint32_t> counts;
    counts.reserve(stack.blocks.size());
    for (const Block& block : stack.blocks)
        counts.push_back(++uses[std::uint64_t {block.source.value} << 32 | block.layer.value]);
    return counts;
}

} // namespace layerloom::core
