#include "core/stack/interlocks.h"

#include "core/stack/commands.h"
#include "core/stack/stack_rules.h"

#include <array>
#include <optional>

namespace layerloom::core {

namespace {

bool continues(const Block& before, const Block& after)
{
    return before.source == after.source && after.layer == before.layer + 1;
}

// One of the two sides while an interlock is read.
struct InterlockSide {
    std::vector<std::size_t> blocks;
    bool hasEnded = false;
};

// Reads up to g blocks that continue the side. A group that is not full is the last one of its side.
std::size_t readGroup(const Blocks& blocks, std::size_t at, std::uint32_t g, InterlockSide& side)
{
    std::uint32_t taken = 0;
    while (taken < g && at < blocks.size()
           && (side.blocks.empty() || continues(blocks[side.blocks.back()], blocks[at]))) {
        side.blocks.push_back(at++);
        ++taken;
    }
    side.hasEnded = taken < g;
    return at;
}

Blocks chosenBlocks(const Blocks& blocks, const InterlockSide& side)
{
    Blocks result;
    for (const std::size_t at : side.blocks) {
        result.push_back(blocks[at]);
        result.back().splitBefore = false;
    }
    return result;
}

bool isSameLayer(const Block& one, const Block& other)
{
    return one.source == other.source && one.layer == other.layer;
}

// True for what is rather a repeat: the same layers on both sides, layers that each run twice, or two overlapping slices.
bool isPlain(const Blocks& blocks, const Interlock& found)
{
    std::size_t seams = 0;
    bool doubles = true;
    for (std::size_t at = found.begin + 1; at < found.end; ++at) {
        if (continues(blocks[at - 1], blocks[at]))
            continue;
        ++seams;
        doubles = doubles && isSameLayer(blocks[at - 1], blocks[at]);
    }
    return seams < 2 || doubles || isSameLayer(found.first.front(), found.second.front());
}

std::optional<Interlock> interlockAt(const Blocks& blocks, std::size_t begin, std::uint32_t g)
{
    std::array<InterlockSide, 2> sides;
    std::size_t at = begin;
    for (std::size_t turn = 0; !sides[0].hasEnded || !sides[1].hasEnded; ++turn)
        if (InterlockSide& side = sides[turn % 2]; !side.hasEnded)
            at = readGroup(blocks, at, g, side);
    if (sides[0].blocks.size() <= g || sides[1].blocks.size() <= g)
        return std::nullopt;
    Interlock found {begin, at, chosenBlocks(blocks, sides[0]), chosenBlocks(blocks, sides[1]), g};
    return isPlain(blocks, found) ? std::nullopt : std::optional(std::move(found));
}

// The number of blocks from `begin` on that continue each other: no group is longer.
std::size_t runLength(const Blocks& blocks, std::size_t begin)
{
    std::size_t end = begin + 1;
    while (end < blocks.size() && continues(blocks[end - 1], blocks[end]))
        ++end;
    return end - begin;
}

std::optional<Interlock> longestInterlockAt(const Blocks& blocks, std::size_t begin)
{
    std::optional<Interlock> longest;
    const auto most = static_cast<std::uint32_t>(runLength(blocks, begin));
    for (std::uint32_t g = 1; g <= most; ++g) {
        auto found = interlockAt(blocks, begin, g);
        if (found && (!longest || found->end > longest->end))
            longest = std::move(found);
    }
    return longest;
}

Edits inPlaceOf(const Stack& stack, const Interlock& interlock, Blocks blocks)
{
    blocks.front().splitBefore = stack.blocks[interlock.begin].splitBefore;
    return replaceRange(stack, interlock.begin, interlock.end, blocks);
}

} // namespace

std::vector<Interlock> recogniseInterlocks(const Blocks& blocks)
{
    std::vector<Interlock> result;
    for (std::size_t at = 0; at < blocks.size();) {
        const bool isBoundary = at == 0 || blocks[at].splitBefore || !continues(blocks[at - 1], blocks[at]);
        auto found = isBoundary ? longestInterlockAt(blocks, at) : std::nullopt;
        at = found ? found->end : at + 1;
        if (found)
            result.push_back(*std::move(found));
    }
    return result;
}

Edits setGroupSize(const Stack& stack, const Interlock& interlock, std::uint32_t g)
{
    return inPlaceOf(stack, interlock, core::interlock(interlock.first, interlock.second, g));
}

Edits takeApart(const Stack& stack, const Interlock& interlock)
{
    Blocks blocks = interlock.first;
    blocks.insert(blocks.end(), interlock.second.begin(), interlock.second.end());
    // Sides that continue each other stay two slices.
    if (continues(interlock.first.back(), interlock.second.front()))
        blocks[interlock.first.size()].splitBefore = true;
    return inPlaceOf(stack, interlock, std::move(blocks));
}

} // namespace layerloom::core
