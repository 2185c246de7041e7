#include "core/tokenizer/template.h"

#include "core/tokenizer/byte_pair_model.h"
#include "core/tokenizer/steps.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace layerloom::core {

namespace {

// Real tokenizers add a few.
constexpr std::size_t kMaxAround = 1'000;

void checkSize(const JsonNode& node, const Template& made)
{
    if (made.before.size() + made.after.size() > kMaxAround)
        node.refuse("puts more than " + std::to_string(kMaxAround) + " tokens around a text");
}

std::vector<TokenId> idsOf(const JsonNode& processor, const JsonNode& special)
{
    const std::string& name = special.string("id");
    const JsonNode tokens = processor.at("special_tokens");
    if (!tokens.json().is_object() || !tokens.json().contains(name))
        special.fail("names \"" + name + "\", which is not among the special tokens");
    std::vector<TokenId> ids;
    for (const JsonNode& id : tokens.at(name.c_str()).elements("ids"))
        ids.push_back(id.number(kMaxTokens - 1));
    return ids;
}

// Outside of the tokens that are there already.
Template templateFrom(const JsonNode& node)
{
    Template made;
    bool isPassed = false;
    for (const JsonNode& part : node.elements("single")) {
        if (!part.lacks("Sequence")) {
            if (std::exchange(isPassed, true))
                part.refuse("puts the text there a second time, which cannot be followed");
            continue;
        }
        const std::vector<TokenId> ids = idsOf(node, part.at("SpecialToken"));
        auto& side = isPassed ? made.after : made.before;
        side.insert(side.end(), ids.begin(), ids.end());
        checkSize(part, made);
    }
    if (!isPassed)
        node.fail("has no place for the text");
    return made;
}

TokenId secondOfPair(const JsonNode& node, const char* key)
{
    const std::vector<JsonNode> pair = node.elements(key);
    if (pair.size() != 2)
        node.at(key).fail("is not a token and its number");
    return pair[1].number(kMaxTokens - 1);
}

Template partFrom(const JsonNode& node)
{
    const std::string& type = node.string("type");
    if (type == "TemplateProcessing")
        return templateFrom(node);
    if (type == "BertProcessing" || type == "RobertaProcessing")
        return {{secondOfPair(node, "cls")}, {secondOfPair(node, "sep")}};
    if (type == "ByteLevel") // affects only the offsets of tokens
        return {};
    node.refuse("is a post-processor of the kind " + type + ", which cannot be followed");
}

} // namespace

Template readTemplate(const JsonNode& tokenizer)
{
    Template whole;
    if (tokenizer.lacks("post_processor"))
        return whole;
    for (const JsonNode& node : flattened(tokenizer.at("post_processor"), "processors")) {
        const Template part = partFrom(node);
        whole.before.insert(whole.before.begin(), part.before.begin(), part.before.end());
        whole.after.insert(whole.after.end(), part.after.begin(), part.after.end());
    }
    return whole;
}

} // namespace layerloom::core
