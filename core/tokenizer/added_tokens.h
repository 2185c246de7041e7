#pragma once

#include "core/tokenizer/byte_pair_model.h"
#include "core/tokenizer/steps.h"

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace layerloom::core {

/// A token that is found in the text as it stands, before all else is done to it.
struct AddedToken {
    std::string content;
    TokenId id = 0;
    bool isAlone = false; ///< only where no word character stands beside it
    bool takesLeft = false; ///< with the white space before it
    bool takesRight = false;
    bool isNormalized = false; ///< found in the normalised text
    bool isSpecial = false;
};

/// The file's "added_tokens"; one that the vocabulary has too keeps its number there.
std::vector<AddedToken> readAddedTokens(const JsonNode& tokenizer, const BytePairModel& model);

/// Finds added tokens in a text: the leftmost first, of those that begin there the longest.
class AddedTokenFinder {
public:
    /// `patterns`: what to look for, one for each token.
    AddedTokenFinder(std::vector<AddedToken> tokens, const std::vector<std::string>& patterns);

    /// Each piece that is no token yet, cut where a token stands.
    Pieces cut(Pieces pieces, const PatternBudget& budget) const;

private:
    void cutOne(Piece piece, Pieces& into, const PatternBudget& budget) const;
    /// The token at a place; `end` is behind it, also behind one that does not stand alone and so is none.
    const AddedToken* tokenAt(const std::string& text, std::size_t at, std::size_t& end) const;

    std::vector<AddedToken> m_tokens;
    std::unordered_map<std::string, std::size_t> m_patterns;
    /// The lengths of the patterns that begin with each byte, the longest first.
    std::vector<std::vector<std::size_t>> m_lengths;
};

} // namespace layerloom::core
