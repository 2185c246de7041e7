#include "core/tokenizer/tokenizer.h"

#include <chrono>
#include <cstdio>
#include <iostream>
#include <iterator>

using namespace layerloom;

// Reads a text from standard input and writes its tokens, one number a line, to standard output; how long reading the
// tokenizer and making the tokens took to standard error. `--decode` reads tokens and writes their text.

namespace {

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void writeTokens(const core::Tokenizer& tokenizer, bool addSpecial)
{
    const std::string text {std::istreambuf_iterator<char>(std::cin), {}};
    const auto start = std::chrono::steady_clock::now();
    const std::vector<core::TokenId> ids = core::encode(tokenizer, text, addSpecial).value();
    std::fprintf(stderr, "encoded %zu bytes in %.3f s\n", text.size(), secondsSince(start));
    for (const core::TokenId id : ids)
        std::cout << id << '\n';
}

void writeText(const core::Tokenizer& tokenizer, bool withSpecial)
{
    const std::vector<core::TokenId> ids {std::istream_iterator<core::TokenId>(std::cin), {}};
    std::cout << core::decode(tokenizer, ids, withSpecial).value();
}

} // namespace

int main(int argc, char** argv)
{
    std::ios::sync_with_stdio(false);
    bool isSpecial = false;
    bool isDecoding = false;
    for (int i = 2; i < argc; ++i) {
        isSpecial = isSpecial || std::string_view(argv[i]) == "--special";
        isDecoding = isDecoding || std::string_view(argv[i]) == "--decode";
    }
    if (argc < 2) {
        std::cerr << "Usage: tokenize FOLDER [--decode] [--special]\n";
        return 2;
    }
    try {
        const auto start = std::chrono::steady_clock::now();
        const core::Tokenizer tokenizer = core::openTokenizer(argv[1]).value();
        std::fprintf(stderr, "opened %zu tokens in %.3f s\n", core::vocabularySize(tokenizer),
                     secondsSince(start));
        if (isDecoding)
            writeText(tokenizer, isSpecial);
        else
            writeTokens(tokenizer, isSpecial);
    } catch (const core::Error& error) {
        std::cerr << error.message() << '\n';
        return 1;
    }
    return 0;
}
