#include "core/base/error.h"
#include "core/base/whole_file.h"
#include "core/text/json_node.h"
#include "core/text/piece_model_check.h"
#include "core/text/tokenizer_rules.h"

#include <nlohmann/json.hpp>

#include <sentencepiece_processor.h>

namespace layerloom::core {

namespace {

constexpr std::uint64_t kMaxModelBytes = 200'000'000;
constexpr std::uint64_t kMaxConfigBytes = 16'000'000;

void check(const sentencepiece::util::Status& status, const std::string& what)
{
    if (!status.ok())
        throw Error(ErrorCode::Corrupt, what + ": " + status.error_message());
}

class SentencePiece : public TokenizerRules {
public:
    SentencePiece(const std::string& model, bool addsBegin, bool addsEnd)
    {
        check(m_processor.LoadFromSerializedProto(model), "tokenizer.model cannot be used");
        m_addsBegin = addsBegin && m_processor.bos_id() >= 0;
        m_addsEnd = addsEnd && m_processor.eos_id() >= 0;
    }

    std::vector<TokenId> encode(std::string_view text, bool addSpecial) const override
    {
        std::vector<int> pieces;
        check(m_processor.Encode(text, &pieces), "The text cannot be cut into tokens");
        std::vector<TokenId> ids;
        ids.reserve(pieces.size() + 2);
        if (addSpecial && m_addsBegin)
            ids.push_back(static_cast<TokenId>(m_processor.bos_id()));
        for (const int piece : pieces)
            ids.push_back(static_cast<TokenId>(piece));
        if (addSpecial && m_addsEnd)
            ids.push_back(static_cast<TokenId>(m_processor.eos_id()));
        return ids;
    }

    std::string decode(std::span<const TokenId> ids, bool withSpecial) const override
    {
        std::vector<std::string> pieces;
        std::string text;
        const auto addText = [&] {
            std::string part;
            check(m_processor.Decode(pieces, &part), "The tokens cannot be made text");
            text += part;
            pieces.clear();
        };
        for (const TokenId id : ids) {
            const std::string& piece = m_processor.IdToPiece(static_cast<int>(id));
            if (!m_processor.IsControl(static_cast<int>(id))) {
                pieces.push_back(piece);
            } else if (withSpecial) { // the library itself writes nothing for it
                addText();
                text += piece;
            }
        }
        addText();
        return text;
    }

    std::size_t size() const override { return static_cast<std::size_t>(m_processor.GetPieceSize()); }

private:
    sentencepiece::SentencePieceProcessor m_processor;
    bool m_addsBegin = false;
    bool m_addsEnd = false;
};

struct Ends {
    bool begin = true; // what LLaMA's tokenizer does when nothing is said
    bool end = false;
};

Ends readEnds(const std::filesystem::path& file)
{
    Ends ends;
    if (!std::filesystem::exists(file))
        return ends;
    const std::string name = file.filename().string();
    const nlohmann::json json = nlohmann::json::parse(readTextFile(file, kMaxConfigBytes), nullptr, false);
    if (!json.is_object())
        throw Error(ErrorCode::Corrupt, name + ": the file is not a JSON object");
    const JsonNode config(json, name);
    return {config.boolean("add_bos_token", ends.begin), config.boolean("add_eos_token", ends.end)};
}

} // namespace

std::shared_ptr<const TokenizerRules> readSentencePiece(const std::filesystem::path& folder)
{
    const Ends ends = readEnds(folder / "tokenizer_config.json");
    const std::string model = readTextFile(folder / "tokenizer.model", kMaxModelBytes);
    checkPieceModel(model);
    return std::make_shared<SentencePiece>(model, ends.begin, ends.end);
}

} // namespace layerloom::core
