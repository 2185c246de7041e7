#pragma once

#include "core/tokenizer/json_node.h"
#include "core/tokenizer/pieces.h"

#include <functional>
#include <string>
#include <vector>

namespace layerloom::core {

/// The steps of a tokenizer file as functions, applied in order.
using NormalizeSteps = std::vector<std::function<std::string(const std::string&, const PatternBudget&)>>;
using CutSteps = std::vector<std::function<Pieces(Pieces, const PatternBudget&)>>;
using DecodeSteps =
    std::vector<std::function<std::vector<std::string>(std::vector<std::string>, const PatternBudget&)>>;

/// The parts of `node`, which may be a Sequence (of Sequences) with its parts at `listKey`.
std::vector<JsonNode> flattened(const JsonNode& node, const char* listKey);
/// The steps at `key`, each made by `stepFrom(node)`; none when the key is missing or null. A Sequence has
/// its parts at `listKey`.
template <typename Steps, typename StepFrom>
Steps readSteps(const JsonNode& tokenizer, const char* key, const char* listKey, StepFrom stepFrom)
{
    Steps steps;
    if (tokenizer.lacks(key))
        return steps;
    for (const JsonNode& node : flattened(tokenizer.at(key), listKey))
        steps.push_back(stepFrom(node));
    return steps;
}

/// The pattern at `key`: {"String": …} or {"Regex": …}.
Pattern readPattern(const JsonNode& node, const char* key);

/// Apply the steps one after another. Throw Error{Unsupported} when a text grows to more than 32 times its
/// size.
std::string normalized(const NormalizeSteps& steps, const std::string& text, const PatternBudget& budget);
Pieces cut(const CutSteps& steps, Pieces pieces, const PatternBudget& budget);
std::string joined(const DecodeSteps& steps, std::vector<std::string> tokens);

} // namespace layerloom::core
