#include "core/text/pieces.h"

#include "core/text/unicode.h"

#include <algorithm>
#include <ranges>

namespace layerloom::core {

namespace {

// Equal neighbours become one part.
std::vector<Part> joinedRuns(const std::vector<Part>& parts)
{
    std::vector<Part> joined;
    bool previous = false;
    for (const Part& part : parts) {
        if (!joined.empty() && part.isMatch == previous)
            joined.back().end = part.end;
        else
            joined.push_back(part);
        previous = part.isMatch;
    }
    return joined;
}

// Each match that follows something else joins it.
std::vector<Part> joinedBackwards(const std::vector<Part>& parts)
{
    std::vector<Part> joined;
    bool previous = false;
    for (const Part& part : parts) {
        if (part.isMatch && !previous && !joined.empty())
            joined.back().end = part.end;
        else
            joined.push_back(part);
        previous = part.isMatch;
    }
    return joined;
}

std::vector<Part> joinedForwards(const std::vector<Part>& parts)
{
    std::vector<Part> joined;
    bool next = false;
    for (const Part& part : std::ranges::reverse_view(parts)) {
        if (part.isMatch && !next && !joined.empty())
            joined.back().begin = part.begin;
        else
            joined.push_back(part);
        next = part.isMatch;
    }
    std::reverse(joined.begin(), joined.end());
    return joined;
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
        return joinedBackwards(parts);
    case CutBehavior::MergedWithNext:
        return joinedForwards(parts);
    case CutBehavior::Contiguous:
        return joinedRuns(parts);
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
