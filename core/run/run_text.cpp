#include "core/run/run_text.h"

#include "core/base/text.h"
#include "core/io/text_file.h"
#include "core/tokenizer/bundled_text.h"

#include <algorithm>

namespace layerloom::core {

namespace {

std::string textOf(const TextChoice& choice)
{
    if (choice.file.empty())
        return std::string(bundledText());
    std::string text = readTextInput(choice.file);
    if (!isUtf8(text))
        throw Error(ErrorCode::Corrupt, choice.file + " is not UTF-8 text");
    return text;
}

/// How many of `count` tokens are run. Throws Error{Mismatch}.
std::uint64_t tokensWanted(std::uint64_t count, const TextChoice& choice, std::uint64_t usual)
{
    const std::string tooShort = (choice.file.empty() ? "The text that comes with the program" : choice.file)
        + " is too short: it has " + counted(count, "token");
    const std::uint64_t wanted = choice.tokens.value_or(std::min(usual, count));
    if (wanted > count)
        throw Error(ErrorCode::Mismatch, tooShort + ", not " + std::to_string(wanted));
    if (count < 2)
        throw Error(ErrorCode::Mismatch, tooShort + ", and at least 2 are needed");
    if (wanted < 2)
        throw Error(ErrorCode::Mismatch, "A text must have at least 2 tokens, not " + std::to_string(wanted));
    return wanted;
}

} // namespace

Result<RunText> readRunText(const Tokenizer& tokenizer, const TextChoice& choice, std::uint64_t usual)
{
    return guarded([&] {
        const std::vector<TokenId> ids = encode(tokenizer, textOf(choice), true).value();
        const auto wanted = static_cast<std::ptrdiff_t>(tokensWanted(ids.size(), choice, usual));
        return RunText {{ids.begin(), ids.begin() + wanted}, choice.window};
    });
}

} // namespace layerloom::core
