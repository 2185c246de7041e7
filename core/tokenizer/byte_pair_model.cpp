#include "core/tokenizer/byte_pair_model.h"

#include "core/tokenizer/byte_characters.h"
#include "core/tokenizer/byte_token.h"
#include "core/tokenizer/unicode.h"

#include <queue>

#include <nlohmann/json.hpp>

#include <array>

namespace layerloom::core {

namespace {

constexpr std::uint32_t kNone = ~std::uint32_t {0};
// Longer words rarely repeat.
constexpr std::size_t kMaxCachedWord = 64;
constexpr std::size_t kMaxCachedWords = 200'000;

std::size_t mergeCount(const JsonNode& model)
{
    const JsonNode merges = model.at("merges");
    if (!merges.json().is_array() || merges.json().size() > kMaxTokens)
        merges.fail("is not a list of at most " + std::to_string(kMaxTokens) + " merges");
    return merges.json().size();
}

std::string optionalMark(const JsonNode& model, const char* key)
{
    return model.lacks(key) ? std::string() : model.shortString(key);
}

// "a b" in older files, ["a", "b"] in newer ones.
std::pair<std::string, std::string> halves(const JsonNode& node)
{
    const nlohmann::json& json = node.json();
    if (json.is_array() && json.size() == 2 && json[0].is_string() && json[1].is_string())
        return {json[0].get<std::string>(), json[1].get<std::string>()};
    if (!json.is_string())
        node.fail("is not a pair of tokens");
    const std::string& both = node.string();
    const std::size_t blank = both.find(' ');
    if (blank == std::string::npos || both.find(' ', blank + 1) != std::string::npos)
        node.fail("is not two tokens with a blank between them");
    return {both.substr(0, blank), both.substr(blank + 1)};
}

/// A word during merging: a linked list of tokens; each merge removes the right one.
class Chain {
public:
    Chain(std::vector<TokenId>& ids, const PairTable& merges)
        : m_ids(ids)
        , m_merges(merges)
    {
        const auto count = static_cast<std::uint32_t>(ids.size());
        m_links.reserve(count);
        for (std::uint32_t i = 0; i < count; ++i)
            m_links.push_back({i == 0 ? kNone : i - 1, i + 1 == count ? kNone : i + 1});
        std::vector<Candidate> candidates;
        for (std::uint32_t i = 0; i + 1 < count; ++i)
            if (const Merge* merge = m_merges.find(ids[i], ids[i + 1]))
                candidates.push_back({merge->rank, i, merge->result});
        m_queue = Queue({}, std::move(candidates));
    }

    void run()
    {
        while (!m_queue.empty()) {
            const Candidate best = m_queue.top();
            m_queue.pop();
            if (isStillThere(best))
                apply(best);
        }
        std::size_t kept = 0;
        for (const TokenId id : m_ids)
            if (id != kNone)
                m_ids[kept++] = id;
        m_ids.resize(kept);
    }

private:
    struct Link {
        std::uint32_t previous;
        std::uint32_t next;
    };
    struct Candidate {
        std::uint32_t rank;
        std::uint32_t at;
        TokenId result;

        // The top of the queue is the lowest rank, then the leftmost position.
        bool operator<(const Candidate& other) const
        {
            return rank != other.rank ? rank > other.rank : at > other.at;
        }
    };
    using Queue = std::priority_queue<Candidate>;

    const Merge* mergeAt(std::uint32_t at) const
    {
        const std::uint32_t next = m_links[at].next;
        return m_ids[at] == kNone || next == kNone ? nullptr : m_merges.find(m_ids[at], m_ids[next]);
    }

    bool isStillThere(const Candidate& candidate) const
    {
        const Merge* merge = mergeAt(candidate.at);
        return merge != nullptr && merge->result == candidate.result;
    }

    void apply(const Candidate& merge)
    {
        const std::uint32_t gone = m_links[merge.at].next;
        const std::uint32_t next = m_links[gone].next;
        m_ids[merge.at] = merge.result;
        m_ids[gone] = kNone;
        m_links[merge.at].next = next;
        if (next != kNone)
            m_links[next].previous = merge.at;
        offer(merge.at);
        if (m_links[merge.at].previous != kNone)
            offer(m_links[merge.at].previous);
    }

    void offer(std::uint32_t at)
    {
        if (const Merge* merge = mergeAt(at))
            m_queue.push({merge->rank, at, merge->result});
    }

    std::vector<TokenId>& m_ids;
    const PairTable& m_merges;
    std::vector<Link> m_links;
    Queue m_queue;
};

} // namespace

BytePairModel::BytePairModel(const JsonNode& model)
    : m_merges(mergeCount(model))
    , m_prefix(optionalMark(model, "continuing_subword_prefix"))
    , m_suffix(optionalMark(model, "end_of_word_suffix"))
    , m_fusesUnknown(model.boolean("fuse_unk", false))
    , m_fallsBackToBytes(model.boolean("byte_fallback", false))
    , m_takesWholeWords(model.boolean("ignore_merges", false))
{
    readVocabulary(model.at("vocab"));
    readMerges(model);
    if (!model.lacks("unk_token")) {
        m_unknown = find(model.string("unk_token"));
        if (!m_unknown)
            model.at("unk_token")
                .fail("names \"" + model.string("unk_token") + "\", which is not in the vocabulary");
    }
    for (unsigned byte = 0; byte < 256; ++byte)
        m_bytes.push_back(find(tokenOfByte(static_cast<unsigned char>(byte))));
}

BytePairModel::BytePairModel(const std::vector<std::string>& tokens)
    : m_merges(0)
{
    std::unordered_map<std::string_view, TokenId> ids;
    for (const std::string& token : tokens) {
        const auto id = static_cast<TokenId>(ids.size());
        ids.emplace(token, id);
        m_ids.emplace(shownBytes(token), id);
    }
    std::vector<std::pair<std::array<TokenId, 2>, Merge>> merges;
    for (const auto& [token, id] : ids)
        for (std::size_t half = 1; half < token.size(); ++half) {
            const auto left = ids.find(token.substr(0, half));
            const auto right = ids.find(token.substr(half));
            if (left != ids.end() && right != ids.end())
                merges.push_back({{left->second, right->second}, {id, id}});
        }
    m_merges = PairTable(merges.size());
    for (const auto& [pair, merge] : merges)
        m_merges.set(pair[0], pair[1], merge);
}

void BytePairModel::readVocabulary(const JsonNode& vocabulary)
{
    if (!vocabulary.json().is_object())
        vocabulary.fail("is not an object of tokens and their numbers");
    m_ids.reserve(vocabulary.json().size());
    for (const auto& [token, id] : vocabulary.json().items()) {
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() >= kMaxTokens)
            vocabulary.fail("gives \"" + token + "\" no whole number below " + std::to_string(kMaxTokens));
        m_ids.emplace(token, id.get<TokenId>());
    }
}

void BytePairModel::readMerges(const JsonNode& model)
{
    std::uint32_t rank = 0;
    for (const JsonNode& node : model.elements("merges"))
        addMerge(node, rank++);
}

void BytePairModel::addMerge(const JsonNode& node, std::uint32_t rank)
{
    const auto [left, right] = halves(node);
    const auto idOf = [&](const std::string& token) {
        const std::optional<TokenId> id = find(token);
        if (!id)
            node.fail("needs the token \"" + token + "\", which is not in the vocabulary");
        return *id;
    };
    const TokenId leftId = idOf(left);
    const TokenId rightId = idOf(right);
    if (right.size() < m_prefix.size())
        node.fail("has a right half without the prefix of continued words");
    m_merges.set(leftId, rightId, {rank, idOf(left + right.substr(m_prefix.size()))});
}

std::optional<TokenId> BytePairModel::find(std::string_view token) const
{
    const auto entry = m_ids.find(std::string(token));
    return entry == m_ids.end() ? std::nullopt : std::optional(entry->second);
}

void BytePairModel::tokenize(const std::string& word, std::vector<TokenId>& ids) const
{
    if (m_takesWholeWords)
        if (const std::optional<TokenId> whole = find(word)) {
            ids.push_back(*whole);
            return;
        }
    std::vector<TokenId> tokens = characters(word);
    Chain(tokens, m_merges).run();
    ids.insert(ids.end(), tokens.begin(), tokens.end());
}

// A character that is not in the vocabulary is its bytes, or unknown, or, where there is no token for that,
// nothing.
std::vector<TokenId> BytePairModel::characters(const std::string& word) const
{
    std::vector<TokenId> ids;
    ids.reserve(word.size());
    bool isUnknownPending = false;
    const auto settleUnknown = [&] {
        if (std::exchange(isUnknownPending, false))
            ids.push_back(*m_unknown);
    };
    std::string character;
    for (std::size_t at = 0; at < word.size();) {
        const std::size_t begin = at;
        takeCodePoint(word, at);
        character.assign(begin > 0 ? m_prefix : std::string());
        character.append(word, begin, at - begin);
        if (at == word.size())
            character += m_suffix;
        if (const std::optional<TokenId> id = find(character)) {
            settleUnknown();
            ids.push_back(*id);
        } else if (!(m_fallsBackToBytes && appendBytes(character, ids)) && m_unknown) {
            if (!m_fusesUnknown)
                settleUnknown();
            isUnknownPending = true;
        }
    }
    settleUnknown();
    return ids;
}

bool BytePairModel::appendBytes(const std::string& character, std::vector<TokenId>& ids) const
{
    std::vector<TokenId> bytes;
    for (const char byte : character) {
        const std::optional<TokenId>& id = m_bytes[static_cast<unsigned char>(byte)];
        if (!id)
            return false;
        bytes.push_back(*id);
    }
    ids.insert(ids.end(), bytes.begin(), bytes.end());
    return true;
}

void WordCache::tokenize(const std::string& word, std::vector<TokenId>& ids)
{
    if (word.size() > kMaxCachedWord) {
        m_model.tokenize(word, ids);
        return;
    }
    auto entry = m_known.find(word);
    if (entry == m_known.end()) {
        std::vector<TokenId> tokens;
        m_model.tokenize(word, tokens);
        if (m_known.size() >= kMaxCachedWords)
            m_known.clear();
        entry = m_known.emplace(word, std::move(tokens)).first;
    }
    ids.insert(ids.end(), entry->second.begin(), entry->second.end());
}

} // namespace layerloom::core
