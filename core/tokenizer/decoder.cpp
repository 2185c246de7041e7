#include "core/tokenizer/decoder.h"

#include "core/base/text.h"
#include "core/tokenizer/byte_characters.h"
#include "core/tokenizer/byte_token.h"
#include "core/tokenizer/unicode.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace layerloom::core {

namespace {

using DecodeStep = DecodeSteps::value_type;
using Tokens = std::vector<std::string>;

constexpr std::uint32_t kMaxStripped = 1'000'000;

Tokens fromByteLevel(const Tokens& tokens, const PatternBudget&)
{
    std::string bytes;
    for (const std::string& token : tokens)
        bytes += bytesOf(token);
    return {readableUtf8(bytes)};
}

// Runs of <0x..> become their text, or U+FFFD for each when they are not UTF-8.
Tokens fromByteTokens(const Tokens& tokens, const PatternBudget&)
{
    Tokens made;
    std::string bytes;
    const auto endRun = [&] {
        if (isUtf8(bytes)) {
            if (!bytes.empty())
                made.push_back(bytes);
        } else {
            made.insert(made.end(), bytes.size(), "\xEF\xBF\xBD");
        }
        bytes.clear();
    };
    for (const std::string& token : tokens) {
        if (const std::optional<char> byte = byteOfToken(token)) {
            bytes.push_back(*byte);
        } else {
            endRun();
            made.push_back(token);
        }
    }
    endRun();
    return made;
}

Tokens fused(const Tokens& tokens, const PatternBudget&)
{
    std::string text;
    for (const std::string& token : tokens)
        text += token;
    return {text};
}

DecodeStep stripTokenStep(const JsonNode& node)
{
    return [sign = node.character("content"), start = node.at("start").number(kMaxStripped),
            stop = node.at("stop").number(kMaxStripped)](Tokens tokens, const PatternBudget&) {
        for (std::string& token : tokens) {
            std::string_view rest = token;
            for (std::uint32_t i = 0; i < start && rest.starts_with(sign); ++i)
                rest.remove_prefix(sign.size());
            for (std::uint32_t i = 0; i < stop && rest.ends_with(sign); ++i)
                rest.remove_suffix(sign.size());
            token = std::string(rest);
        }
        return tokens;
    };
}

DecodeStep replaceInTokenStep(const JsonNode& node)
{
    return [pattern = readPattern(node, "pattern"),
            content = node.shortString("content")](Tokens tokens, const PatternBudget& budget) {
        for (std::string& token : tokens)
            token = replaced(token, pattern.parts(token, budget), content);
        return tokens;
    };
}

// The replacement character becomes a blank, but nothing before the first word.
DecodeStep metaspaceDecodeStep(const JsonNode& node)
{
    const bool prepends = node.lacks("prepend_scheme") ? node.boolean("add_prefix_space", true)
                                                       : node.string("prepend_scheme") != "never";
    return [pattern = Pattern::literal(node.character("replacement"), node.name()),
            prepends](Tokens tokens, const PatternBudget& budget) {
        bool isFirst = prepends;
        for (std::string& token : tokens)
            token = replaced(token, pattern.parts(token, budget), std::exchange(isFirst, false) ? "" : " ");
        return tokens;
    };
}

// The suffix of a word becomes a blank, but nothing at the end of the text.
DecodeStep suffixStep(const JsonNode& node)
{
    return [pattern = Pattern::literal(node.string("suffix"), node.name())](Tokens tokens,
                                                                            const PatternBudget& budget) {
        for (std::string& token : tokens)
            token = replaced(token, pattern.parts(token, budget), &token == &tokens.back() ? "" : " ");
        return tokens;
    };
}

DecodeStep decodeStepFrom(const JsonNode& node)
{
    const std::string& type = node.string("type");
    if (type == "ByteLevel")
        return fromByteLevel;
    if (type == "ByteFallback")
        return fromByteTokens;
    if (type == "Fuse")
        return fused;
    if (type == "Strip")
        return stripTokenStep(node);
    if (type == "Replace")
        return replaceInTokenStep(node);
    if (type == "Metaspace")
        return metaspaceDecodeStep(node);
    if (type == "BPEDecoder")
        return suffixStep(node);
    node.refuse("is a decoder of the kind " + type + ", which cannot be followed");
}

} // namespace

DecodeSteps readDecoder(const JsonNode& tokenizer)
{
    return readSteps<DecodeSteps>(tokenizer, "decoder", "decoders", decodeStepFrom);
}

} // namespace layerloom::core
