#include "core/tokenizer/pieces.h"

#include "core/tokenizer/unicode.h"

#include <algorithm>

namespace layerloom::core {

namespace {

using Joins = bool (*)(bool previous, bool isMatch);

// Merges each part that `joins` its predecessor into it by extending it at `edge`.
std::vector<Part> joined(const std::vector<Part>& parts, std::size_t Part::*edge, Joins joins)
{
    std::vector<Part> wholes;
    bool previous = false;
    for (const Part& part : parts) {
        if (!wholes.empty() && joins(previous, part.isMatch))
            wholes.back().*edge = part.*edge;
        else
            wholes.push_back(part);
        previous = part.isMatch;
    }
    return wholes;
}

bool isSameKind(bool previous, bool isMatch)
{
    return isMatch == previous;
}

bool isMatchAfterOther(bool previous, bool isMatch)
{
    return isMatch && !previous;
}

} // namespace

std::vector<Part> afterCut(std::vector<Part> parts, CutBehavior behavior)
{
    switch (behavior) {
    case CutBehavior::Removed:
        std::erase_if(parts, [](const Part& part) { return part.isMatch; });
        break;
    case CutBehavior::Isolated:
        break;
    case CutBehavior::MergedWithPrevious:
        parts = joined(parts, &Part::end, isMatchAfterOther);
        break;
    case CutBehavior::MergedWithNext:
        std::ranges::reverse(parts);
        parts = joined(parts, &Part::begin, isMatchAfterOther);
        std::ranges::reverse(parts);
        break;
    case CutBehavior::Contiguous:
        parts = joined(parts, &Part::end, isSameKind);
        break;
    }
    return parts;
}

std::vector<Part> partsByCharacter(std::string_view text, const std::function<bool(char32_t)>& isMatch)
{
    std::vector<Part> matches;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        if (isMatch(takeCodePoint(text, at)))
            matches.push_back({begin, at, true});
    }
    return withGaps(matches, text.size());
}

Pieces cutPieces(Pieces pieces, const std::function<std::vector<Part>(std::string_view)>& cut)
{
    Pieces result;
    result.reserve(pieces.size());
    for (Piece& piece : pieces) {
        if (piece.token) {
            result.push_back(std::move(piece));
            continue;
        }
        for (const Part& part : cut(piece.text)) {
            if (part.end > part.begin)
                result.push_back({piece.text.substr(part.begin, part.end - part.begin),
                                  {},
                                  piece.isFirst && part.begin == 0});
        }
    }
    return result;
}

} // namespace layerloom::core
