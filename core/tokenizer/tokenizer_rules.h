#pragma once

#include "core/tokenizer/tokenizer.h"

#include <filesystem>
#include <memory>

namespace layerloom::core {

/// What one kind of tokenizer file says. The functions throw Error.
class TokenizerRules {
public:
    virtual ~TokenizerRules() = default;
    TokenizerRules() = default;
    TokenizerRules(const TokenizerRules&) = delete;
    TokenizerRules& operator=(const TokenizerRules&) = delete;

    /// REQUIRES: `text` is UTF-8.
    virtual std::vector<TokenId> encode(std::string_view text, bool addSpecial) const = 0;
    /// REQUIRES: every id is below size().
    virtual std::string decode(std::span<const TokenId> ids, bool withSpecial) const = 0;
    virtual std::size_t size() const = 0;
};

std::shared_ptr<const TokenizerRules> readTokenizerJson(const std::filesystem::path& file);
/// `tekken.json`, as mistral-common reads it.
std::shared_ptr<const TokenizerRules> readTekken(const std::filesystem::path& file);
/// `folder` holds tokenizer.model and perhaps tokenizer_config.json.
std::shared_ptr<const TokenizerRules> readSentencePiece(const std::filesystem::path& folder);

} // namespace layerloom::core
