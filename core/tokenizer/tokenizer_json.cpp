#include "core/tokenizer/tokenizer_json.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/tokenizer/added_tokens.h"
#include "core/tokenizer/decoder.h"
#include "core/tokenizer/normalizer.h"
#include "core/tokenizer/pre_tokenizer.h"
#include "core/tokenizer/template.h"

#include <nlohmann/json.hpp>

namespace layerloom::core {

namespace {

constexpr std::uint64_t kMaxJsonBytes = 200'000'000;

struct VocabularyEntry {
    std::string text;
    bool exists = false;
    bool isSpecial = false;
};

class TokenizerJson : public TokenizerRules {
public:
    explicit TokenizerJson(const JsonNode& file)
        : m_normalizer(readNormalizer(file))
        , m_preTokenizer(readPreTokenizer(file))
        , m_model(file.at("model"))
        , m_template(readTemplate(file))
        , m_decoder(readDecoder(file))
        , m_added(readAddedTokens(file, m_model))
        , m_raw(finder(false))
        , m_normalized(finder(true))
    {
        for (const auto& [text, id] : m_model.vocabulary())
            setToken(id, {text, true, false});
        for (const AddedToken& token : m_added)
            setToken(token.id, {token.content, true, token.isSpecial});
        checkTemplate(file);
    }

    std::vector<TokenId> encode(std::string_view text, bool addSpecial) const override
    {
        const PatternBudget budget(text.size());
        Pieces pieces = m_raw.cut({{std::string(text), {}, true}}, budget);
        for (Piece& piece : pieces)
            if (!piece.token)
                piece.text = normalized(m_normalizer, piece.text, budget);
        pieces = cut(m_preTokenizer, m_normalized.cut(std::move(pieces), budget), budget);
        std::vector<TokenId> ids;
        if (addSpecial)
            ids = m_template.before;
        WordCache cache(m_model);
        for (const Piece& piece : pieces) {
            if (piece.token)
                ids.push_back(*piece.token);
            else
                cache.tokenize(piece.text, ids);
        }
        if (addSpecial)
            ids.insert(ids.end(), m_template.after.begin(), m_template.after.end());
        return ids;
    }

    std::string decode(std::span<const TokenId> ids, bool withSpecial) const override
    {
        std::vector<std::string> tokens;
        for (const TokenId id : ids) {
            const VocabularyEntry& token = m_tokens[id];
            if (token.exists && (withSpecial || !token.isSpecial))
                tokens.push_back(token.text);
        }
        return joined(m_decoder, std::move(tokens));
    }

    std::size_t size() const override { return m_tokens.size(); }

private:
    AddedTokenFinder finder(bool isNormalized) const
    {
        std::vector<AddedToken> tokens;
        std::vector<std::string> patterns;
        for (const AddedToken& token : m_added) {
            if (token.isNormalized != isNormalized)
                continue;
            tokens.push_back(token);
            patterns.push_back(
                isNormalized ? normalized(m_normalizer, token.content, PatternBudget(token.content.size()))
                             : token.content);
        }
        return {std::move(tokens), patterns};
    }

    void checkTemplate(const JsonNode& file) const
    {
        for (const auto* side : {&m_template.before, &m_template.after})
            for (const TokenId id : *side)
                if (id >= m_tokens.size() || !m_tokens[id].exists)
                    file.at("post_processor")
                        .fail("puts the token " + std::to_string(id)
                              + " around a text, which no vocabulary has");
    }

    void setToken(TokenId id, VocabularyEntry token)
    {
        if (id >= m_tokens.size())
            m_tokens.resize(id + 1);
        m_tokens[id] = std::move(token);
    }

    NormalizeSteps m_normalizer;
    CutSteps m_preTokenizer;
    BytePairModel m_model;
    Template m_template;
    DecodeSteps m_decoder;
    std::vector<AddedToken> m_added;
    AddedTokenFinder m_raw;
    AddedTokenFinder m_normalized;
    std::vector<VocabularyEntry> m_tokens;
};

} // namespace

std::shared_ptr<const TokenizerRules> readTokenizerJson(const std::filesystem::path& file)
{
    const nlohmann::json json = readJsonObject(file, kMaxJsonBytes);
    const JsonNode root(json, file.filename().string());
    const JsonNode model = root.at("model");
    // Older files have no "type": BPE was the only model.
    if (!model.lacks("type") && model.string("type") != "BPE")
        model.refuse("is of the kind " + model.string("type") + "; only BPE can be followed");
    return std::make_shared<TokenizerJson>(root);
}

} // namespace layerloom::core
