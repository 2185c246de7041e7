#pragma once

#include "core/tokenizer/pattern.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

using TokenId = std::uint32_t;

/// A substring of the text between two steps of tokenization.
struct Piece {
    std::string text;
    /// Set for an added token that was found in the text; later steps leave it alone.
    std::optional<TokenId> token;
    /// True for the piece at the beginning of the text.
    bool isFirst = false;
};

using Pieces = std::vector<Piece>;

/// How matches are treated where a text is split; the names are those of tokenizer files.
enum class CutBehavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };

/// The parts that remain, one for each piece.
std::vector<Part> afterCut(std::vector<Part> parts, CutBehavior behavior);
/// Each character for which `isMatch` is true as a match of its own, with the gaps between them.
std::vector<Part> partsByCharacter(std::string_view text, const std::function<bool(char32_t)>& isMatch);
/// Splits each piece that is not a token into the parts that `cut` finds; drops empty ones.
Pieces cutPieces(Pieces pieces, const std::function<std::vector<Part>(std::string_view)>& cut);

} // namespace layerloom::core
