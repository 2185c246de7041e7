#include "core/stack/edit.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace layerloom::core {

namespace {

Blocks::iterator blockAt(Blocks& blocks, std::size_t index)
{
    assert(index <= blocks.size());
    return blocks.begin() + static_cast<std::ptrdiff_t>(index);
}

Edit applyTo(Stack& stack, InsertBlocks edit)
{
    const std::size_t count = edit.blocks.size();
    stack.blocks.insert(blockAt(stack.blocks, edit.at), std::make_move_iterator(edit.blocks.begin()),
                        std::make_move_iterator(edit.blocks.end()));
    return RemoveBlocks {edit.at, count};
}

Edit applyTo(Stack& stack, RemoveBlocks edit)
{
    const auto begin = blockAt(stack.blocks, edit.at);
    const auto end = blockAt(stack.blocks, edit.at + edit.count);
    InsertBlocks inverse {edit.at, Blocks(std::make_move_iterator(begin), std::make_move_iterator(end))};
    stack.blocks.erase(begin, end);
    return inverse;
}

Edit applyTo(Stack& stack, MoveBlocks edit)
{
    const auto begin = blockAt(stack.blocks, edit.from);
    const auto end = blockAt(stack.blocks, edit.from + edit.count);
    if (edit.to < edit.from)
        std::rotate(blockAt(stack.blocks, edit.to), begin, end);
    else
        std::rotate(begin, end, blockAt(stack.blocks, edit.to + edit.count));
    return MoveBlocks {edit.to, edit.count, edit.from};
}

Edit applyTo(Stack& stack, ReplaceBlock edit)
{
    assert(edit.at < stack.blocks.size());
    return ReplaceBlock {edit.at, std::exchange(stack.blocks[edit.at], std::move(edit.block))};
}

Edit applyTo(Stack& stack, ReplaceSetup edit)
{
    return ReplaceSetup {std::exchange(stack.setup, std::move(edit.setup))};
}

} // namespace

Edit apply(Stack& stack, Edit edit)
{
    return std::visit([&](auto& change) { return applyTo(stack, std::move(change)); }, edit);
}

Edits replaceAll(const Stack& stack, const Blocks& blocks)
{
    const Blocks& old = stack.blocks;
    const auto [oldFirst, newFirst] = std::mismatch(old.begin(), old.end(), blocks.begin(), blocks.end());
    const auto begin = static_cast<std::size_t>(oldFirst - old.begin());
    std::size_t oldEnd = old.size();
    std::size_t newEnd = blocks.size();
    while (oldEnd > begin && newEnd > begin && old[oldEnd - 1] == blocks[newEnd - 1]) {
        --oldEnd;
        --newEnd;
    }
    Edits edits;
    if (oldEnd > begin)
        edits.emplace_back(RemoveBlocks {begin, oldEnd - begin});
    if (newEnd > begin)
        edits.emplace_back(
            InsertBlocks {begin, Blocks(newFirst, blocks.begin() + static_cast<std::ptrdiff_t>(newEnd))});
    return edits;
}

} // namespace layerloom::core
