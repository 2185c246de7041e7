#pragma once

#include "core/text/tokenizer.h"

namespace layerloom::tests {

/// Makes tokens of some texts and texts of all tokens: whatever the file says, each is an answer or a known failure,
/// and no token is outside the vocabulary.
void useTokenizer(const core::Tokenizer& tokenizer);

} // namespace layerloom::tests
