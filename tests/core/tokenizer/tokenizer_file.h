#pragma once

#include "core/tokenizer/tokenizer.h"

#include <QTemporaryDir>

#include <string>
#include <string_view>
#include <vector>

namespace layerloom::tests {

/// A tokenizer.json of twelve tokens, of which tests replace a part.
struct TokenizerFile {
    std::string normalizer = "null";
    std::string preTokenizer = "null";
    std::string postProcessor = "null";
    std::string decoder = R"({"type": "Fuse"})";
    std::string added = "[]";
    /// <unk> a b c ab abc ▁ ▁a and so on: see the source.
    std::string vocabulary;
    std::string merges;
    std::string options = R"("unk_token": "<unk>")";

    TokenizerFile();
    std::string text() const;
};

/// A folder that goes with the test.
class TokenizerFolder {
public:
    explicit TokenizerFolder(const TokenizerFile& file)
        : TokenizerFolder("tokenizer.json", file.text())
    {}
    TokenizerFolder(const std::string& name, const std::string& content) { add(name, content); }

    void add(const std::string& name, const std::string& content) const;
    core::Result<core::Tokenizer> open() const { return core::openTokenizer(m_folder.path().toStdString()); }

private:
    QTemporaryDir m_folder;
};

/// The ids as "1 4 5"; "error: …" where there is none.
std::string idsOf(const TokenizerFile& file, std::string_view text, bool addSpecial = false);

} // namespace layerloom::tests
