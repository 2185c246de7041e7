#include "core/tokenizer/pre_tokenizer.h"

#include "core/tokenizer/byte_characters.h"
#include "core/tokenizer/unicode.h"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace layerloom::core {

namespace {

using CutStep = CutSteps::value_type;

// The pattern of GPT-2, which ByteLevel implies.
constexpr std::string_view kByteLevelWords =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

CutBehavior readBehavior(const JsonNode& node)
{
    static constexpr std::array<std::pair<std::string_view, CutBehavior>, 5> kNames {
        {{"Removed", CutBehavior::Removed},
         {"Isolated", CutBehavior::Isolated},
         {"MergedWithPrevious", CutBehavior::MergedWithPrevious},
         {"MergedWithNext", CutBehavior::MergedWithNext},
         {"Contiguous", CutBehavior::Contiguous}}};
    const JsonNode behavior = node.at("behavior");
    for (const auto& [name, value] : kNames)
        if (behavior.string() == name)
            return value;
    behavior.refuse("is \"" + behavior.string() + "\", which is no way to cut");
}

CutStep characterStep(bool (*isMatch)(char32_t), CutBehavior behavior)
{
    return [isMatch, behavior](Pieces pieces, const PatternBudget&) {
        return cutPieces(std::move(pieces), [&](std::string_view text) {
            return afterCut(partsByCharacter(text, isMatch), behavior);
        });
    };
}

CutStep splitStep(const JsonNode& node)
{
    return [pattern = readPattern(node, "pattern"), behavior = readBehavior(node),
            invert = node.boolean("invert", false)](Pieces pieces, const PatternBudget& budget) {
        return cutPieces(std::move(pieces), [&](std::string_view text) {
            std::vector<Part> parts = pattern.parts(text, budget);
            for (Part& part : parts)
                part.isMatch = part.isMatch != invert;
            return afterCut(std::move(parts), behavior);
        });
    };
}

CutStep byteLevelStep(const JsonNode& node)
{
    return [words = Pattern::regular(kByteLevelWords, node.name()),
            addBlank = node.boolean("add_prefix_space", true),
            cutWords = node.boolean("use_regex", true)](Pieces pieces, const PatternBudget& budget) {
        for (Piece& piece : pieces)
            if (addBlank && !piece.token && !piece.text.starts_with(' '))
                piece.text.insert(0, 1, ' ');
        if (cutWords)
            pieces = cutPieces(std::move(pieces),
                               [&](std::string_view text) { return words.parts(text, budget); });
        for (Piece& piece : pieces)
            if (!piece.token)
                piece.text = shownBytes(piece.text);
        return pieces;
    };
}

enum class Prepend { Always, First, Never };

Prepend readPrepend(const JsonNode& node)
{
    if (node.lacks("prepend_scheme"))
        return node.boolean("add_prefix_space", true) ? Prepend::Always : Prepend::Never;
    const JsonNode scheme = node.at("prepend_scheme");
    if (scheme.string() == "always")
        return Prepend::Always;
    if (scheme.string() == "first")
        return Prepend::First;
    if (scheme.string() != "never")
        scheme.refuse("is \"" + scheme.string() + "\", neither always, first nor never");
    return Prepend::Never;
}

std::string withBlanksAs(const std::string& text, const std::string& sign)
{
    std::string made;
    made.reserve(text.size() + sign.size());
    for (const char byte : text) {
        if (byte == ' ')
            made += sign;
        else
            made.push_back(byte);
    }
    return made;
}

CutStep metaspaceCutStep(const JsonNode& node)
{
    const std::string sign = node.character("replacement");
    return [sign, pattern = Pattern::literal(sign, node.name()), prepend = readPrepend(node),
            cutWords = node.boolean("split", true)](Pieces pieces, const PatternBudget& budget) {
        for (Piece& piece : pieces) {
            if (piece.token)
                continue;
            piece.text = withBlanksAs(piece.text, sign);
            const bool wanted = prepend == Prepend::Always || (prepend == Prepend::First && piece.isFirst);
            if (wanted && !piece.text.starts_with(sign))
                piece.text.insert(0, sign);
        }
        if (!cutWords)
            return pieces;
        return cutPieces(std::move(pieces), [&](std::string_view text) {
            return afterCut(pattern.parts(text, budget), CutBehavior::MergedWithNext);
        });
    };
}

// Runs of word characters and runs of other characters, without white space.
std::vector<Part> wordsAndSigns(std::string_view text)
{
    enum class Kind { White, Word, Sign };
    std::vector<Part> parts;
    Kind previous = Kind::White;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t character = takeCodePoint(text, at);
        const Kind kind = isWordCharacter(character) ? Kind::Word
            : isWhiteSpace(character)                ? Kind::White
                                                     : Kind::Sign;
        if (kind != Kind::White && kind == previous)
            parts.back().end = at;
        else if (kind != Kind::White)
            parts.push_back({begin, at, true});
        previous = kind;
    }
    return parts;
}

CutStep delimiterStep(const JsonNode& node)
{
    return [pattern = Pattern::literal(node.character("delimiter"), node.name())](
               Pieces pieces, const PatternBudget& budget) {
        return cutPieces(std::move(pieces), [&](std::string_view text) {
            return afterCut(pattern.parts(text, budget), CutBehavior::Removed);
        });
    };
}

CutStep cutStepFrom(const JsonNode& node)
{
    const std::string& type = node.string("type");
    if (type == "ByteLevel")
        return byteLevelStep(node);
    if (type == "Split")
        return splitStep(node);
    if (type == "Metaspace")
        return metaspaceCutStep(node);
    if (type == "CharDelimiterSplit")
        return delimiterStep(node);
    if (type == "Digits")
        return characterStep(isNumeric,
                             node.boolean("individual_digits", false) ? CutBehavior::Isolated
                                                                      : CutBehavior::Contiguous);
    if (type == "WhitespaceSplit")
        return characterStep(isWhiteSpace, CutBehavior::Removed);
    if (type == "Punctuation")
        return characterStep(isPunctuation,
                             node.lacks("behavior") ? CutBehavior::Isolated : readBehavior(node));
    if (type == "Whitespace")
        return
            [](Pieces pieces, const PatternBudget&) { return cutPieces(std::move(pieces), wordsAndSigns); };
    node.refuse("is a pre-tokenizer of the kind " + type + ", which cannot be followed");
}

} // namespace

CutSteps readPreTokenizer(const JsonNode& tokenizer)
{
    return readSteps<CutSteps>(tokenizer, "pre_tokenizer", "pretokenizers", cutStepFrom);
}

} // namespace layerloom::core
