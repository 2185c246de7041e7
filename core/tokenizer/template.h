#pragma once

#include "core/tokenizer/json_node.h"
#include "core/tokenizer/pieces.h"

#include <vector>

namespace layerloom::core {

/// The tokens that a tokenizer puts around a text by itself.
struct Template {
    std::vector<TokenId> before;
    std::vector<TokenId> after;
};

/// The file's "post_processor"; null there means that nothing is put around the text.
Template readTemplate(const JsonNode& tokenizer);

} // namespace layerloom::core
