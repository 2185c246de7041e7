#include "core/stack/commands.h"

#include "core/stack/stack_rules.h"

#include <algorithm>
#include <cassert>

namespace layerloom::core {

namespace {

std::optional<std::int64_t> widthOf(const Stack& stack, const Blocks& blocks)
{
    for (const Block& block : blocks)
        if (const Model* model = modelOf(stack, block.source))
            if (model->facts.hiddenSize)
                return model->facts.hiddenSize;
    return std::nullopt;
}

/// How many layers the source of a slice has; at least what the slice itself uses.
std::int64_t layersOf(const Stack& stack, const Slice& slice)
{
    const auto& sources = stack.setup.sources;
    const std::uint32_t stored = slice.source.value < sources.size() ? sources[slice.source.value].layers : 0;
    return std::max<std::int64_t>(stored, std::int64_t {slice.lastLayer().value} + 1);
}

Blocks::const_iterator blockAt(const Blocks& blocks, std::size_t index)
{
    assert(index <= blocks.size());
    return blocks.begin() + static_cast<std::ptrdiff_t>(index);
}

/// Layers [first, first + count) of the slice's source, with its scales, beginning as the slice begins.
Blocks sliceBlocks(const Stack& stack, const Slice& slice, std::int64_t first, std::int64_t count)
{
    const Block& model = stack.blocks[slice.begin];
    Blocks blocks;
    for (std::int64_t layer = first; layer < first + count; ++layer)
        blocks.push_back({slice.source, LayerIndex::from(layer), model.scales, false});
    if (!blocks.empty())
        blocks.front().splitBefore = model.splitBefore;
    return blocks;
}

/// Edits that replace [begin, end) by `blocks`.
Edits exchange(const Stack& stack, std::size_t begin, std::size_t end, const Blocks& blocks)
{
    Blocks wanted(stack.blocks.begin(), blockAt(stack.blocks, begin));
    wanted.insert(wanted.end(), blocks.begin(), blocks.end());
    wanted.insert(wanted.end(), blockAt(stack.blocks, end), stack.blocks.end());
    return replaceAll(stack, wanted);
}

Edits resized(const Stack& stack, const Slice& slice, std::int64_t first, std::int64_t count)
{
    return exchange(stack, slice.begin, slice.end, sliceBlocks(stack, slice, first, count));
}

Edits setSplit(const Stack& stack, std::size_t at, bool split)
{
    if (at == 0 || at >= stack.blocks.size() || stack.blocks[at].splitBefore == split)
        return {};
    Block block = stack.blocks[at];
    block.splitBefore = split;
    return {ReplaceBlock {at, std::move(block)}};
}

} // namespace

std::optional<std::string> refusal(const Stack& stack, const Blocks& blocks)
{
    const std::optional<std::int64_t> here = widthOf(stack, stack.blocks);
    const std::optional<std::int64_t> theirs = widthOf(stack, blocks);
    if (!here || !theirs || *here == *theirs)
        return std::nullopt;
    return "Layers are " + std::to_string(*theirs) + " wide, this stack is " + std::to_string(*here)
        + " wide";
}

Edits insertAt([[maybe_unused]] const Stack& stack, std::size_t at, Blocks blocks)
{
    assert(at <= stack.blocks.size());
    if (blocks.empty())
        return {};
    return {InsertBlocks {at, std::move(blocks)}};
}

Edits replaceRange(const Stack& stack, std::size_t begin, std::size_t end, const Blocks& blocks)
{
    return exchange(stack, begin, end, blocks);
}

Edits removeRange(std::size_t begin, std::size_t end)
{
    assert(begin <= end);
    if (begin == end)
        return {};
    return {RemoveBlocks {begin, end - begin}};
}

Edits removeAt(const std::vector<std::size_t>& indices)
{
    Edits edits;
    for (std::size_t end = indices.size(); end > 0;) {
        std::size_t begin = end - 1;
        while (begin > 0 && indices[begin - 1] + 1 == indices[begin])
            --begin;
        edits.emplace_back(RemoveBlocks {indices[begin], end - begin});
        end = begin;
    }
    return edits;
}

Edits moveRange(std::size_t begin, std::size_t end, std::size_t before)
{
    assert(begin <= end);
    if (begin == end || (before >= begin && before <= end))
        return {};
    return {MoveBlocks {begin, end - begin, before < begin ? before : before - (end - begin)}};
}

Edits duplicateRange(const Stack& stack, std::size_t begin, std::size_t end)
{
    return insertAt(stack, end, Blocks(blockAt(stack.blocks, begin), blockAt(stack.blocks, end)));
}

Edits trimFront(const Stack& stack, const Slice& slice, int delta)
{
    const auto count = static_cast<std::int64_t>(slice.count());
    const std::int64_t grown = std::clamp<std::int64_t>(delta, 1 - count, slice.firstLayer.value);
    return resized(stack, slice, slice.firstLayer.value - grown, count + grown);
}

Edits trimBack(const Stack& stack, const Slice& slice, int delta)
{
    const auto count = static_cast<std::int64_t>(slice.count());
    const std::int64_t beyond = layersOf(stack, slice) - 1 - slice.lastLayer().value;
    return resized(stack, slice, slice.firstLayer.value,
                   count + std::clamp<std::int64_t>(delta, 1 - count, beyond));
}

Edits slip(const Stack& stack, const Slice& slice, int delta)
{
    const std::int64_t beyond = layersOf(stack, slice) - 1 - slice.lastLayer().value;
    const std::int64_t moved =
        std::clamp<std::int64_t>(delta, -std::int64_t {slice.firstLayer.value}, beyond);
    return resized(stack, slice, slice.firstLayer.value + moved, static_cast<std::int64_t>(slice.count()));
}

Edits setRange(const Stack& stack, const Slice& slice, LayerIndex first, LayerIndex last)
{
    const std::int64_t end = std::min<std::int64_t>(last.value, layersOf(stack, slice) - 1);
    const std::int64_t begin = std::min<std::int64_t>(first.value, end);
    return resized(stack, slice, begin, end - begin + 1);
}

Edits rollSeam(const Stack& stack, std::size_t at, int delta)
{
    const std::vector<Slice> all = slices(stack);
    const auto right =
        std::find_if(all.begin(), all.end(), [&](const Slice& slice) { return slice.begin == at; });
    if (at == 0 || right == all.end())
        return {};
    const Slice& left = *(right - 1);
    const auto leftCount = static_cast<std::int64_t>(left.count());
    const auto rightCount = static_cast<std::int64_t>(right->count());
    const std::int64_t lowest = -std::min<std::int64_t>(leftCount - 1, right->firstLayer.value);
    const std::int64_t highest = std::min(rightCount - 1, layersOf(stack, left) - 1 - left.lastLayer().value);
    const std::int64_t rolled = std::clamp<std::int64_t>(delta, lowest, highest);
    Blocks blocks = sliceBlocks(stack, left, left.firstLayer.value, leftCount + rolled);
    const Blocks after = sliceBlocks(stack, *right, right->firstLayer.value + rolled, rightCount - rolled);
    blocks.insert(blocks.end(), after.begin(), after.end());
    return exchange(stack, left.begin, right->end, blocks);
}

Edits split(const Stack& stack, std::size_t at)
{
    const std::vector<Slice> all = slices(stack);
    const auto begins = [&](const Slice& slice) { return slice.begin == at; };
    if (std::any_of(all.begin(), all.end(), begins))
        return {};
    return setSplit(stack, at, true);
}

Edits join(const Stack& stack, std::size_t at)
{
    return setSplit(stack, at, false);
}

Edits replaceSource(const Stack& stack, const Slice& slice, SourceIndex source)
{
    if (source.value >= stack.setup.sources.size()
        || slice.lastLayer().value >= stack.setup.sources[source.value].layers)
        return {};
    Blocks blocks(blockAt(stack.blocks, slice.begin), blockAt(stack.blocks, slice.end));
    for (Block& block : blocks)
        block.source = source;
    return exchange(stack, slice.begin, slice.end, blocks);
}

Edits interlockSlices(const Stack& stack, const Slice& first, const Slice& second, std::uint32_t g)
{
    assert(first.end <= second.begin && g > 0);
    const auto blocksOf = [&](std::size_t begin, std::size_t end) {
        return Blocks(blockAt(stack.blocks, begin), blockAt(stack.blocks, end));
    };
    Blocks blocks = interlock(blocksOf(first.begin, first.end), blocksOf(second.begin, second.end), g);
    for (Block& block : blocks)
        block.splitBefore = false;
    const Blocks between = blocksOf(first.end, second.begin);
    blocks.insert(blocks.end(), between.begin(), between.end());
    return exchange(stack, first.begin, second.end, blocks);
}

} // namespace layerloom::core
