#include "tests/core/tokenizer/tokenizer_file.h"

#include <fstream>

namespace layerloom::tests {

TokenizerFile::TokenizerFile()
    : vocabulary(R"({"<unk>": 0, "a": 1, "b": 2, "c": 3, "ab": 4, "abc": 5, "bc": 6, "▁": 7, "▁a": 8, "1": 9,
                     "é": 10, "e": 11})")
    , merges(R"(["a b", ["ab", "c"], "b c", "▁ a"])")
{}

std::string TokenizerFile::text() const
{
    return R"({"version": "1.0", "normalizer": )" + normalizer + R"(, "pre_tokenizer": )" + preTokenizer
        + R"(, "post_processor": )" + postProcessor + R"(, "decoder": )" + decoder + R"(, "added_tokens": )"
        + added + R"(, "model": {"type": "BPE", "vocab": )" + vocabulary + R"(, "merges": )" + merges
        + (options.empty() ? "" : ", " + options) + "}}";
}

void TokenizerFolder::add(const std::string& name, const std::string& content) const
{
    std::ofstream(m_folder.filePath(QString::fromStdString(name)).toStdString(), std::ios::binary) << content;
}

std::string idsOf(const TokenizerFile& file, std::string_view text, bool addSpecial)
{
    const TokenizerFolder folder(file);
    const auto tokenizer = folder.open();
    if (!tokenizer)
        return "error: " + tokenizer.error().message();
    const auto ids = core::encode(*tokenizer, text, addSpecial);
    if (!ids)
        return "error: " + ids.error().message();
    std::string shown;
    for (const core::TokenId id : *ids)
        shown += (shown.empty() ? "" : " ") + std::to_string(id);
    return shown;
}

} // namespace layerloom::tests
