#include "core/tokenizer/steps.h"

#include "core/base/error.h"

#include <nlohmann/json.hpp>

namespace layerloom::core {

namespace {

constexpr int kMaxSequenceDepth = 8;
constexpr std::size_t kMaxFileSteps = 64;
// A step may write several bytes for one; no real tokenizer multiplies a text repeatedly.
constexpr std::size_t kMaxGrowth = 32;
constexpr std::size_t kAnyGrowth = 1 << 16;

void flatten(const JsonNode& node, const char* listKey, int depth, std::vector<JsonNode>& steps)
{
    if (node.string("type") != "Sequence") {
        steps.push_back(node);
    } else {
        if (depth == kMaxSequenceDepth)
            node.fail("is nested too deeply");
        for (const JsonNode& step : node.elements(listKey))
            flatten(step, listKey, depth + 1, steps);
    }
    if (steps.size() > kMaxFileSteps)
        node.fail("is one step too many; " + std::to_string(kMaxFileSteps) + " are followed");
}

void checkGrowth(std::size_t before, std::size_t now)
{
    if (now > kAnyGrowth && now / kMaxGrowth > before)
        throw Error(ErrorCode::Unsupported,
                    "The tokenizer makes " + std::to_string(now) + " bytes of " + std::to_string(before)
                        + ", which no tokenizer should");
}

std::size_t sizeOf(const Pieces& pieces)
{
    std::size_t size = 0;
    for (const Piece& piece : pieces)
        size += piece.text.size();
    return size;
}

std::size_t sizeOf(const std::vector<std::string>& tokens)
{
    std::size_t size = 0;
    for (const std::string& token : tokens)
        size += token.size();
    return size;
}

} // namespace

std::vector<JsonNode> flattened(const JsonNode& node, const char* listKey)
{
    std::vector<JsonNode> steps;
    flatten(node, listKey, 0, steps);
    return steps;
}

Pattern readPattern(const JsonNode& node, const char* key)
{
    const JsonNode pattern = node.at(key);
    const std::string name = pattern.name();
    if (!pattern.json().is_object() || pattern.json().size() != 1)
        pattern.fail(R"(is neither {"String": …} nor {"Regex": …})");
    return pattern.lacks("Regex") ? Pattern::literal(pattern.string("String"), name)
                                  : Pattern::regular(pattern.string("Regex"), name);
}

std::string normalized(const NormalizeSteps& steps, const std::string& text, const PatternBudget& budget)
{
    std::string made = text;
    for (const auto& step : steps) {
        made = step(made, budget);
        checkGrowth(text.size(), made.size());
    }
    return made;
}

Pieces cut(const CutSteps& steps, Pieces pieces, const PatternBudget& budget)
{
    const std::size_t before = sizeOf(pieces);
    for (const auto& step : steps) {
        pieces = step(std::move(pieces), budget);
        checkGrowth(before, sizeOf(pieces));
    }
    return pieces;
}

std::string joined(const DecodeSteps& steps, std::vector<std::string> tokens)
{
    const bool isPlain = steps.empty();
    const std::size_t before = sizeOf(tokens);
    const PatternBudget budget(before);
    for (const auto& step : steps) {
        tokens = step(std::move(tokens), budget);
        checkGrowth(before, sizeOf(tokens));
    }
    std::string text;
    for (const std::string& token : tokens) {
        if (isPlain && !text.empty())
            text += ' ';
        text += token;
    }
    return text;
}

} // namespace layerloom::core
