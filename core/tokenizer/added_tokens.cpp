#include "core/tokenizer/added_tokens.h"

#include "core/tokenizer/unicode.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace layerloom::core {

namespace {

constexpr std::size_t kStepsBetweenChecks = 64;

AddedToken addedTokenFrom(const JsonNode& node, const BytePairModel& model)
{
    AddedToken token;
    token.content = node.string("content");
    const JsonNode id = node.at("id");
    token.id = model.find(token.content).value_or(id.number(kMaxTokens - 1));
    token.isSpecial = node.boolean("special", false);
    token.isAlone = node.boolean("single_word", false);
    token.takesLeft = node.boolean("lstrip", false);
    token.takesRight = node.boolean("rstrip", false);
    token.isNormalized = node.boolean("normalized", !token.isSpecial);
    return token;
}

// Never before `least`.
std::size_t withoutWhiteBefore(std::string_view text, std::size_t end, std::size_t least)
{
    while (end > least) {
        const std::size_t begin = previousCharacter(text, end);
        std::size_t at = begin;
        if (!isWhiteSpace(takeCodePoint(text, at)))
            break;
        end = begin;
    }
    return end;
}

std::size_t afterWhite(std::string_view text, std::size_t begin)
{
    for (std::size_t next = begin; next < text.size(); begin = next)
        if (!isWhiteSpace(takeCodePoint(text, next)))
            break;
    return begin;
}

bool standsAlone(std::string_view text, std::size_t begin, std::size_t end)
{
    if (begin > 0) {
        std::size_t before = previousCharacter(text, begin);
        if (isWordCharacter(takeCodePoint(text, before)))
            return false;
    }
    return end == text.size() || !isWordCharacter(takeCodePoint(text, end));
}

} // namespace

std::vector<AddedToken> readAddedTokens(const JsonNode& tokenizer, const BytePairModel& model)
{
    std::vector<AddedToken> tokens;
    if (!tokenizer.lacks("added_tokens"))
        for (const JsonNode& node : tokenizer.elements("added_tokens"))
            tokens.push_back(addedTokenFrom(node, model));
    return tokens;
}

AddedTokenFinder::AddedTokenFinder(std::vector<AddedToken> tokens, const std::vector<std::string>& patterns)
    : m_tokens(std::move(tokens))
    , m_lengths(256)
{
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        const std::string& pattern = patterns[i];
        if (pattern.empty() || !m_patterns.emplace(pattern, i).second)
            continue;
        auto& lengths = m_lengths[static_cast<unsigned char>(pattern.front())];
        if (std::find(lengths.begin(), lengths.end(), pattern.size()) == lengths.end())
            lengths.push_back(pattern.size());
    }
    for (auto& lengths : m_lengths)
        std::sort(lengths.rbegin(), lengths.rend());
}

Pieces AddedTokenFinder::cut(Pieces pieces, const PatternBudget& budget) const
{
    if (m_patterns.empty())
        return pieces;
    Pieces result;
    for (Piece& piece : pieces) {
        if (piece.token)
            result.push_back(std::move(piece));
        else
            cutOne(std::move(piece), result, budget);
    }
    return result;
}

void AddedTokenFinder::cutOne(Piece piece, Pieces& into, const PatternBudget& budget) const
{
    const std::string& text = piece.text;
    std::size_t passed = 0;
    std::size_t whiteEnd = 0; // end of the last white space that was scanned
    const auto addText = [&](std::size_t end) {
        if (end > passed)
            into.push_back({text.substr(passed, end - passed), {}, piece.isFirst && passed == 0});
    };
    for (std::size_t at = 0, steps = 0; at < text.size(); ++steps) {
        if (steps % kStepsBetweenChecks == 0)
            budget.check("The search for added tokens");
        std::size_t end = at + 1;
        const AddedToken* token = tokenAt(text, at, end);
        std::size_t begin = std::exchange(at, end);
        if (token == nullptr)
            continue;
        // A token in the white space that the previous one includes is still found.
        if (token->takesLeft)
            begin = withoutWhiteBefore(text, begin, std::min(passed, begin));
        if (token->takesRight)
            end = whiteEnd = end < whiteEnd ? whiteEnd : afterWhite(text, end);
        addText(begin);
        into.push_back({{}, token->id, false});
        passed = end;
    }
    addText(text.size());
}

const AddedToken* AddedTokenFinder::tokenAt(const std::string& text, std::size_t at, std::size_t& end) const
{
    for (const std::size_t length : m_lengths[static_cast<unsigned char>(text[at])]) {
        if (length > text.size() - at)
            continue;
        const auto entry = m_patterns.find(text.substr(at, length));
        if (entry == m_patterns.end())
            continue;
        end = at + length;
        const AddedToken& token = m_tokens[entry->second];
        return token.isAlone && !standsAlone(text, at, end) ? nullptr : &token;
    }
    return nullptr;
}

} // namespace layerloom::core
