#include "tests/fuzz/use_tokenizer.h"

#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <numeric>

namespace layerloom::tests {

void useTokenizer(const core::Result<std::shared_ptr<const core::TokenizerRules>>& rules)
{
    requireKnownFailure(rules);
    if (!rules)
        return;
    const core::Tokenizer tokenizer(*rules);
    const std::size_t size = core::vocabularySize(tokenizer);
    for (const char* text :
         {"", " ", "abc", "aab  Abc 12.5\r\n\tdon't\x01", "▁é e\u0301 漢字 \U0001F600 <s>[x]</s>"}) {
        const auto ids = core::encode(tokenizer, text, true);
        requireKnownFailure(ids);
        if (!ids)
            continue;
        require(std::all_of(ids->begin(), ids->end(), [&](core::TokenId id) { return id < size; }),
                "a token lies outside the vocabulary");
        requireKnownFailure(core::decode(tokenizer, *ids));
    }
    std::vector<core::TokenId> all(std::min<std::size_t>(size, 2000));
    std::iota(all.begin(), all.end(), core::TokenId {0});
    requireKnownFailure(core::decode(tokenizer, all, true));
}

} // namespace layerloom::tests
