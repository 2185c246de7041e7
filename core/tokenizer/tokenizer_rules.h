#pragma once

#include "core/tokenizer/tokenizer.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// A tokenizer as one kind of file defines it. Immutable: any thread may use it. The functions throw Error.
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

} // namespace layerloom::core
