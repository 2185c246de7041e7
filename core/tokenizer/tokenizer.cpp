#include "core/tokenizer/tokenizer.h"

#include "core/base/text.h"
#include "core/tokenizer/sentence_piece.h"
#include "core/tokenizer/tekken.h"
#include "core/tokenizer/tokenizer_json.h"

namespace layerloom::core {

namespace {

// Offsets into a text and its tokens are 32-bit numbers.
constexpr std::size_t kMaxEncodedBytes = 1'000'000'000;

} // namespace

Result<Tokenizer> openTokenizer(const std::filesystem::path& folder)
{
    return guarded([&] {
        if (std::filesystem::exists(folder / "tokenizer.json"))
            return Tokenizer(readTokenizerJson(folder / "tokenizer.json"));
        if (std::filesystem::exists(folder / "tokenizer.model"))
            return Tokenizer(readSentencePiece(folder));
        if (std::filesystem::exists(folder / "tekken.json"))
            return Tokenizer(readTekken(folder / "tekken.json"));
        throw Error(ErrorCode::Io,
                    folder.string()
                        + " has no tokenizer: neither tokenizer.json, tokenizer.model nor tekken.json");
    });
}

Result<std::vector<TokenId>> encode(const Tokenizer& tokenizer, std::string_view text, bool addSpecial)
{
    return guarded([&] {
        if (text.size() > kMaxEncodedBytes)
            throw Error(ErrorCode::Unsupported,
                        "The text has " + shortBytes(text.size()) + ", more than the "
                            + shortBytes(kMaxEncodedBytes) + " that can be read at once");
        if (!isUtf8(text))
            throw Error(ErrorCode::Corrupt, "The text is not UTF-8");
        return tokenizer.rules().encode(text, addSpecial);
    });
}

Result<std::string> decode(const Tokenizer& tokenizer, std::span<const TokenId> ids, bool withSpecial)
{
    return guarded([&] {
        for (const TokenId id : ids)
            if (id >= tokenizer.rules().size())
                throw Error(ErrorCode::Mismatch,
                            "There is no token " + std::to_string(id) + "; the vocabulary has "
                                + counted(tokenizer.rules().size(), "token"));
        return tokenizer.rules().decode(ids, withSpecial);
    });
}

std::size_t vocabularySize(const Tokenizer& tokenizer)
{
    return tokenizer.rules().size();
}

} // namespace layerloom::core
