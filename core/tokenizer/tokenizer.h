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

/// The tokenizer of a checkpoint: an immutable value, cheap to copy; any thread may use it.
class Tokenizer {
public:
    explicit Tokenizer(std::shared_ptr<const TokenizerRules> rules)
        : m_rules(std::move(rules))
    {}
    const TokenizerRules& rules() const { return *m_rules; }

private:
    std::shared_ptr<const TokenizerRules> m_rules;
};

/// Reads `tokenizer.json`, else SentencePiece's `tokenizer.model` with the begin and end tokens of
/// `tokenizer_config.json`, else Mistral's `tekken.json`. No code in a file is run. Error{Unsupported},
/// naming file and key, for anything that cannot be followed exactly; Error{Corrupt} for a damaged file;
/// Error{Io} without a tokenizer.
Result<Tokenizer> openTokenizer(const std::filesystem::path& folder);

/// The tokens of `text`, which is UTF-8, without truncation. With `addSpecial` they include those that the
/// tokenizer adds before and after a text. BPE dropout, a training option, is ignored.
Result<std::vector<TokenId>> encode(const Tokenizer& tokenizer, std::string_view text, bool addSpecial);

/// The text of tokens, without special tokens unless `withSpecial`. Error{Mismatch} for an id outside the
/// vocabulary.
Result<std::string> decode(const Tokenizer& tokenizer, std::span<const TokenId> ids,
                           bool withSpecial = false);

/// The number of ids: the highest plus one.
std::size_t vocabularySize(const Tokenizer& tokenizer);

} // namespace layerloom::core
