#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// A token's number in its vocabulary, and the row of the embeddings.
using TokenId = std::uint32_t;

class TokenizerRules;

/// A tokenizer as read from a checkpoint's folder: an immutable value, cheap to copy, usable by several threads.
class Tokenizer {
public:
    explicit Tokenizer(std::shared_ptr<const TokenizerRules> rules)
        : m_rules(std::move(rules))
    {}
    const TokenizerRules& rules() const { return *m_rules; }

private:
    std::shared_ptr<const TokenizerRules> m_rules;
};

/// Reads `tokenizer.json`, or where there is none SentencePiece's `tokenizer.model` and the begin and end tokens that
/// `tokenizer_config.json` asks for, or Mistral's `tekken.json`. No code in a file is run. What this program cannot follow exactly is refused with
/// a sentence naming file and key: Error{Unsupported}; what is damaged, Error{Corrupt}; no tokenizer, Error{Io}.
Result<Tokenizer> openTokenizer(const std::filesystem::path& folder);

/// The tokens of `text`, which is UTF-8; nothing is cut off. With `addSpecial` those that the tokenizer puts around a
/// text by itself come too. A tokenizer that drops merges at random while training does not do so here.
Result<std::vector<TokenId>> encode(const Tokenizer& tokenizer, std::string_view text, bool addSpecial);

/// The text of tokens, without the special ones unless `withSpecial`. A token that no vocabulary has is an Error.
Result<std::string> decode(const Tokenizer& tokenizer, std::span<const TokenId> ids,
                           bool withSpecial = false);

/// How many ids there are: the highest one plus one.
std::size_t vocabularySize(const Tokenizer& tokenizer);

} // namespace layerloom::core
