#include "core/tokenizer/tekken.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/tokenizer/byte_characters.h"
#include "core/tokenizer/byte_pair_model.h"
#include "core/tokenizer/pattern.h"
#include "core/tokenizer/unicode.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <unordered_set>

namespace layerloom::core {

namespace {

constexpr std::uint64_t kMaxTekkenBytes = 200'000'000;
// Every split of a token in two is tried; Mistral's longest tokens have 78 bytes.
constexpr std::size_t kMaxTokenBytes = 256;
constexpr std::size_t kBytes = 256;

// The special tokens of a file without "special_tokens"; more are <SPECIAL_20> and so on. Source:
// mistral-common.
constexpr std::array<std::string_view, 20> kUsualSpecial {"<unk>",
                                                          "<s>",
                                                          "</s>",
                                                          "[INST]",
                                                          "[/INST]",
                                                          "[AVAILABLE_TOOLS]",
                                                          "[/AVAILABLE_TOOLS]",
                                                          "[TOOL_RESULTS]",
                                                          "[/TOOL_RESULTS]",
                                                          "[TOOL_CALLS]",
                                                          "[IMG]",
                                                          "<pad>",
                                                          "[IMG_BREAK]",
                                                          "[IMG_END]",
                                                          "[PREFIX]",
                                                          "[MIDDLE]",
                                                          "[SUFFIX]",
                                                          "[SYSTEM_PROMPT]",
                                                          "[/SYSTEM_PROMPT]",
                                                          "[TOOL_CONTENT]"};

std::string fromBase64(const JsonNode& node)
{
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::string& text = node.string();
    std::string bytes;
    unsigned bits = 0;
    unsigned count = 0;
    for (const char letter : text.substr(0, text.find('='))) {
        const std::size_t digit = kDigits.find(letter);
        if (digit == std::string_view::npos)
            node.fail("is not base64");
        bits = ((bits << 6U) | static_cast<unsigned>(digit)) & 0xFFFFU;
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes.push_back(static_cast<char>((bits >> count) & 0xFFU));
        }
    }
    return bytes;
}

/// The bytes of the first `count` tokens in the order of their ranks; the first 256 are the single bytes.
std::vector<std::string> readTokens(const JsonNode& file, std::size_t count)
{
    const std::vector<JsonNode> nodes = file.elements("vocab");
    if (nodes.size() < count)
        file.at("vocab").fail("has " + counted(nodes.size(), "token") + ", but the file needs "
                              + std::to_string(count));
    std::vector<std::string> tokens;
    tokens.reserve(count);
    std::unordered_set<std::string_view> known;
    for (std::size_t rank = 0; rank < count; ++rank) {
        const JsonNode& node = nodes[rank];
        if (node.at("rank").number(kMaxTokens) != rank)
            node.at("rank").fail("is not " + std::to_string(rank) + ", its place in the list");
        tokens.push_back(fromBase64(node.at("token_bytes")));
        const std::string& token = tokens.back();
        if (token.empty() || token.size() > kMaxTokenBytes)
            node.at("token_bytes").fail("has not 1 to " + std::to_string(kMaxTokenBytes) + " bytes");
        if (rank < kBytes && token != std::string(1, static_cast<char>(rank)))
            node.at("token_bytes").fail("is not the byte " + std::to_string(rank));
        if (!known.insert(token).second)
            node.at("token_bytes").fail("is there twice");
    }
    return tokens;
}

std::vector<std::string> readSpecial(const JsonNode& file, std::size_t count)
{
    std::vector<std::string> tokens;
    if (file.lacks("special_tokens"))
        tokens.assign(kUsualSpecial.begin(), kUsualSpecial.end());
    else
        for (const JsonNode& node : file.elements("special_tokens")) {
            if (node.at("rank").number(kMaxTokens) != tokens.size())
                node.at("rank").fail("is not " + std::to_string(tokens.size()) + ", its place in the list");
            tokens.push_back(node.shortString("token_str"));
        }
    if (tokens.size() > count)
        file.at("config").fail("leaves room for " + counted(count, "special token") + " only, and there are "
                               + std::to_string(tokens.size()));
    while (tokens.size() < count)
        tokens.push_back("<SPECIAL_" + std::to_string(tokens.size()) + '>');
    return tokens;
}

/// Ids: special tokens first, then the tokens of the vocabulary by rank.
class Tekken : public TokenizerRules {
public:
    explicit Tekken(const JsonNode& file)
        : Tekken(file, file.at("config"))
    {}

    std::vector<TokenId> encode(std::string_view text, bool addSpecial) const override
    {
        const PatternBudget budget(text.size());
        std::vector<TokenId> ids;
        WordCache cache(m_model);
        for (const Part& part : m_words.parts(text, budget))
            if (part.isMatch)
                cache.tokenize(shownBytes(text.substr(part.begin, part.end - part.begin)), ids);
        for (TokenId& id : ids)
            id += static_cast<TokenId>(m_special.size());
        if (addSpecial && m_begin)
            ids.insert(ids.begin(), *m_begin);
        return ids;
    }

    // A character may span several tokens, but not a special token.
    std::string decode(std::span<const TokenId> ids, bool withSpecial) const override
    {
        std::string text;
        std::string bytes;
        for (const TokenId id : ids) {
            if (id >= m_special.size()) {
                bytes += m_tokens[id - m_special.size()];
                continue;
            }
            text += readableUtf8(std::exchange(bytes, {}));
            if (withSpecial)
                text += m_special[id];
        }
        return text + readableUtf8(bytes);
    }

    std::size_t size() const override { return m_special.size() + m_tokens.size(); }

private:
    Tekken(const JsonNode& file, const JsonNode& config)
        : m_special(readSpecial(file, config.at("default_num_special_tokens").number(kMaxTokens)))
        , m_tokens(readTokens(file, tokensOf(config)))
        , m_words(Pattern::regular(config.string("pattern"), config.at("pattern").name()))
        , m_model(m_tokens)
    {
        const auto begin = std::find(m_special.begin(), m_special.end(), "<s>");
        if (begin != m_special.end())
            m_begin = static_cast<TokenId>(begin - m_special.begin());
    }

    static std::size_t tokensOf(const JsonNode& config)
    {
        const std::uint32_t all = config.at("default_vocab_size").number(kMaxTokens);
        const std::uint32_t special = config.at("default_num_special_tokens").number(kMaxTokens);
        if (all < special + kBytes)
            config.at("default_vocab_size").fail("leaves no room for the 256 bytes");
        return all - special;
    }

    std::vector<std::string> m_special;
    std::vector<std::string> m_tokens; ///< their bytes
    Pattern m_words;
    BytePairModel m_model;
    std::optional<TokenId> m_begin;
};

} // namespace

std::shared_ptr<const TokenizerRules> readTekken(const std::filesystem::path& file)
{
    const nlohmann::json json = readJsonObject(file, kMaxTekkenBytes);
    return std::make_shared<Tekken>(JsonNode(json, file.filename().string()));
}

} // namespace layerloom::core
