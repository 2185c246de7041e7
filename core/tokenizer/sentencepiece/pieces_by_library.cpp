#include "core/tokenizer/sentencepiece/pieces_by_library.h"

#include "core/base/error.h"

#include <sentencepiece_processor.h>

namespace layerloom::core {

namespace {

void check(const sentencepiece::util::Status& status, const std::string& what)
{
    if (!status.ok())
        throw Error(ErrorCode::Corrupt, what + ": " + status.error_message());
}

// The library's tables of pieces throw, and put the place in their source before the reason.
[[noreturn]] void refuse(const std::exception& failure)
{
    constexpr std::string_view kMark = " exception: ";
    const std::string_view reason = failure.what();
    const std::size_t mark = reason.find(kMark);
    throw Error(ErrorCode::Corrupt,
                "tokenizer.model cannot be used: "
                    + std::string(mark == reason.npos ? reason : reason.substr(mark + kMark.size())));
}

class SentencePiece : public TokenizerRules {
public:
    SentencePiece(std::string_view model, Ends ends)
    {
        load(model);
        m_ends = {ends.begin && m_processor.bos_id() >= 0, ends.end && m_processor.eos_id() >= 0};
    }

    std::vector<TokenId> encode(std::string_view text, bool addSpecial) const override
    {
        std::vector<int> pieces;
        check(m_processor.Encode(text, &pieces), "The text cannot be cut into tokens");
        std::vector<TokenId> ids;
        ids.reserve(pieces.size() + 2);
        if (addSpecial && m_ends.begin)
            ids.push_back(static_cast<TokenId>(m_processor.bos_id()));
        for (const int piece : pieces)
            ids.push_back(static_cast<TokenId>(piece));
        if (addSpecial && m_ends.end)
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
    void load(std::string_view model)
    try {
        check(m_processor.LoadFromSerializedProto(model), "tokenizer.model cannot be used");
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& failure) {
        refuse(failure);
    }

    sentencepiece::SentencePieceProcessor m_processor;
    Ends m_ends;
};

} // namespace
} // namespace layerloom::core

const layerloom::core::TokenizerRules* layerloomReadPieces(int abi, std::string_view model,
                                                           layerloom::core::Ends ends)
{
    return abi == layerloom::core::kPieceLibraryAbi ? new layerloom::core::SentencePiece(model, ends)
                                                    : nullptr;
}
