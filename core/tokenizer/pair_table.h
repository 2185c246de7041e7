#pragma once

#include "core/tokenizer/pieces.h"

#include <cstdint>
#include <vector>

namespace layerloom::core {

/// The result of merging two neighbouring tokens; lower ranks merge first.
struct Merge {
    std::uint32_t rank = 0;
    TokenId result = 0;
};

/// Merges by pair of tokens: an open-addressing hash table, since it is queried several times per byte of
/// text.
class PairTable {
public:
    explicit PairTable(std::size_t count);

    /// Replaces the merge of a pair that is known already.
    void set(TokenId left, TokenId right, Merge merge);
    /// Null when the two do not merge.
    const Merge* find(TokenId left, TokenId right) const;

private:
    struct Slot {
        std::uint64_t pair;
        Merge merge;
    };

    std::size_t slotOf(std::uint64_t pair) const;

    std::vector<Slot> m_slots;
};

} // namespace layerloom::core
