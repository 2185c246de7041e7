#pragma once

#include "core/tokenizer/byte_pair_model.h"
#include "core/tokenizer/steps.h"

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace layerloom::core {

/// A token that is searched in the text before the other steps.
struct AddedToken {
    std::string content;
    TokenId id = 0;
    bool isAlone = false; ///< matches only without a word character next to it ("single_word")
    bool takesLeft = false; ///< includes the white space before it ("lstrip")
    bool takesRight = false; ///< "rstrip"
    bool isNormalized = false; ///< searched in the normalized text
    bool isSpecial = false;
};

/// Reads "added_tokens"; one that is also in the vocabulary keeps its id there. Throws Error{Corrupt}.
std::vector<AddedToken> readAddedTokens(const JsonNode& tokenizer, const BytePairModel& model);

/// Finds added tokens in a text: leftmost, longest match.
class AddedTokenFinder {
public:
    /// `patterns`: the text to search for each token.
    AddedTokenFinder(std::vector<AddedToken> tokens, const std::vector<std::string>& patterns);

    /// Splits the pieces that are not tokens at the tokens in them.
    Pieces cut(Pieces pieces, const PatternBudget& budget) const;

private:
    void cutOne(Piece piece, Pieces& into, const PatternBudget& budget) const;
    /// The token at `at`, or null; `end` is set behind the matched text, also when isAlone excludes the
    /// match.
    const AddedToken* tokenAt(const std::string& text, std::size_t at, std::size_t& end) const;

    std::vector<AddedToken> m_tokens;
    std::unordered_map<std::string, std::size_t> m_patterns;
    /// The lengths of the patterns that begin with each byte, the longest first.
    std::vector<std::vector<std::size_t>> m_lengths;
};

} // namespace layerloom::core
