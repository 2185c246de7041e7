#pragma once

#include "core/tokenizer/tokenizer_rules.h"

namespace layerloom::tests {

/// Makes tokens of some texts and texts of all tokens: whatever the file says, each is an answer or a known failure,
/// as reading it is, and no token is outside the vocabulary.
void useTokenizer(const core::Result<std::shared_ptr<const core::TokenizerRules>>& rules);

} // namespace layerloom::tests
