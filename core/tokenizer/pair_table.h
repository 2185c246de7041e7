#pragma once

#include "core/tokenizer/pieces.h"

#include <cstdint>
#include <vector>

namespace layerloom::core {

/// What two neighbouring tokens become, and how early: a lower rank goes first.
struct Merge {
    std::uint32_t rank = 0;
    TokenId result = 0;
};

/// Merges by their pair of tokens: a flat table, as it is asked several times for every byte of a text.
class PairTable {
public:
    explicit PairTable(std::size_t count);

    /// A pair that is there already gets the new merge.
    void set(TokenId left, TokenId right, Merge merge);
    /// Null where the two do not merge.
    const Merge* find(TokenId left, TokenId right) const;

private:
    struct Slot {
        std::uint64_t pair;
        Merge merge;
    };

    std::size_t place(std::uint64_t pair) const;

    std::vector<Slot> m_slots;
};

} // namespace layerloom::core
