#pragma once

#include "core/tokenizer/json_node.h"
#include "core/tokenizer/pieces.h"

#include <vector>

namespace layerloom::core {

/// The tokens that a tokenizer adds before and after a text.
struct Template {
    std::vector<TokenId> before;
    std::vector<TokenId> after;
};

/// Reads "post_processor"; empty when it is missing or null. Throws Error{Corrupt}, Error{Unsupported}.
Template readTemplate(const JsonNode& tokenizer);

} // namespace layerloom::core
