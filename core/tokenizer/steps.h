#pragma once

#include "core/tokenizer/json_node.h"
#include "core/tokenizer/pieces.h"

#include <functional>
#include <string>
#include <vector>

namespace layerloom::core {

/// What a tokenizer file does to text, read into functions; a list of them is done in its order.
using NormalizeSteps = std::vector<std::function<std::string(const std::string&, const PatternBudget&)>>;
using CutSteps = std::vector<std::function<Pieces(Pieces, const PatternBudget&)>>;
using DecodeSteps =
    std::vector<std::function<std::vector<std::string>(std::vector<std::string>, const PatternBudget&)>>;

/// The file's "normalizer", "pre_tokenizer" and "decoder"; null there means no steps.
NormalizeSteps readNormalizer(const JsonNode& tokenizer);
CutSteps readPreTokenizer(const JsonNode& tokenizer);
DecodeSteps readDecoder(const JsonNode& tokenizer);

/// The parts of `node`, which may be a Sequence (of Sequences) with its parts at `listKey`.
std::vector<JsonNode> flattened(const JsonNode& node, const char* listKey);
/// The pattern at `key`: {"String": …} or {"Regex": …}.
Pattern readPattern(const JsonNode& node, const char* key);

/// The steps done one after another. Throws Error{Unsupported} when they swell the text beyond all sense.
std::string normalized(const NormalizeSteps& steps, const std::string& text, const PatternBudget& budget);
Pieces cut(const CutSteps& steps, Pieces pieces, const PatternBudget& budget);
std::string joined(const DecodeSteps& steps, std::vector<std::string> tokens);

} // namespace layerloom::core
