#pragma once

#include "core/tokenizer/pattern.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

using TokenId = std::uint32_t;

/// A stretch of the text on its way to tokens.
struct Piece {
    std::string text;
    /// An added token that was found in the text; nothing changes it any more.
    std::optional<TokenId> token;
    /// True for the one at the very beginning of the text.
    bool isFirst = false;
};

using Pieces = std::vector<Piece>;

/// What becomes of the matches where a text is cut, as tokenizer files name it.
enum class CutBehavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };

/// The parts that stay, each one piece.
std::vector<Part> afterCut(std::vector<Part> parts, CutBehavior behavior);
/// `text` cut into runs of characters for which `isMatch` is true, one by one, and what lies between.
std::vector<Part> partsByCharacter(std::string_view text, const std::function<bool(char32_t)>& isMatch);
/// Each piece that is no token replaced by the parts that `cut` finds in it; empty ones go.
Pieces cutPieces(Pieces pieces, const std::function<std::vector<Part>(std::string_view)>& cut);

} // namespace layerloom::core
