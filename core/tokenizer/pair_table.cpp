#include "core/tokenizer/pair_table.h"

#include <bit>

namespace layerloom::core {

namespace {

constexpr std::uint64_t kEmpty = ~std::uint64_t {0}; // no token has the highest id

std::uint64_t pairOf(TokenId left, TokenId right)
{
    return (std::uint64_t {left} << 32U) | right;
}

} // namespace

PairTable::PairTable(std::size_t count)
    : m_slots(std::bit_ceil(2 * count + 1), Slot {kEmpty, {}})
{}

void PairTable::set(TokenId left, TokenId right, Merge merge)
{
    const std::uint64_t pair = pairOf(left, right);
    m_slots[slotOf(pair)] = {pair, merge};
}

const Merge* PairTable::find(TokenId left, TokenId right) const
{
    const std::uint64_t pair = pairOf(left, right);
    const Slot& slot = m_slots[slotOf(pair)];
    return slot.pair == pair ? &slot.merge : nullptr;
}

// The slot of the pair, or where it would go. The table is at most half full, so a free slot exists.
std::size_t PairTable::slotOf(std::uint64_t pair) const
{
    const std::size_t mask = m_slots.size() - 1;
    std::uint64_t mixed = (pair ^ (pair >> 29U)) * 0xBF58476D1CE4E5B9U;
    mixed ^= mixed >> 32U;
    std::size_t at = mixed & mask;
    while (m_slots[at].pair != kEmpty && m_slots[at].pair != pair)
        at = (at + 1) & mask;
    return at;
}

} // namespace layerloom::core
