#pragma once

#include "core/tokenizer/json_node.h"
#include "core/tokenizer/pair_table.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace layerloom::core {

/// The most ids of a vocabulary; real ones have about 260,000.
constexpr std::uint32_t kMaxTokens = 2'000'000;

/// Byte-pair encoding (Sennrich et al., arXiv:1508.07909): a word starts as its characters, and the merge of
/// lowest rank is applied until none is left. Immutable: any thread may use it.
class BytePairModel {
public:
    /// Reads "model" of a tokenizer.json. Throws Error{Corrupt} or Error{Unsupported} naming the key.
    explicit BytePairModel(const JsonNode& model);
    /// `tokens`: distinct byte strings by rank. Two neighbours merge when their concatenation is a token,
    /// lowest rank first; a word that is a token stays whole. Words are spelled in byteCharacters(). Source:
    /// tiktoken.
    explicit BytePairModel(const std::vector<std::string>& tokens);

    /// Appends the tokens of `word`.
    void tokenize(const std::string& word, std::vector<TokenId>& ids) const;
    std::optional<TokenId> find(std::string_view token) const;
    const std::unordered_map<std::string, TokenId>& vocabulary() const { return m_ids; }

private:
    void readVocabulary(const JsonNode& vocabulary);
    void readMerges(const JsonNode& model);
    void addMerge(const JsonNode& node, std::uint32_t rank);
    std::vector<TokenId> characters(const std::string& word) const;
    bool appendBytes(const std::string& character, std::vector<TokenId>& ids) const;

    std::unordered_map<std::string, TokenId> m_ids;
    PairTable m_merges;
    std::vector<std::optional<TokenId>> m_bytes;
    std::optional<TokenId> m_unknown;
    std::string m_prefix;
    std::string m_suffix;
    bool m_fusesUnknown = false;
    bool m_fallsBackToBytes = false;
    bool m_takesWholeWords = true;
};

/// Caches the tokens of words within one text.
class WordCache {
public:
    explicit WordCache(const BytePairModel& model)
        : m_model(model)
    {}
    void tokenize(const std::string& word, std::vector<TokenId>& ids);

private:
    const BytePairModel& m_model;
    std::unordered_map<std::string, std::vector<TokenId>> m_known;
};

} // namespace layerloom::core
