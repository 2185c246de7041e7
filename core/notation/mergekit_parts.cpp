#include "core/notation/mergekit_parts.h"

#include <algorithm>
#include <array>

namespace layerloom::core {

namespace {

constexpr std::array<std::string_view, 15> kKnownKeys {
    "merge_method", "slices",    "models",           "modules",          "base_model",
    "dtype",        "out_dtype", "tokenizer_source", "tokenizer",        "chat_template",
    "parameters",   "name",      "layer_slices",     "embedding_source", "lm_head_source"};

void readTokenizer(MergekitContext& context, const YamlValue& document)
{
    const YamlValue* tokenizer = document.find("tokenizer");
    const YamlValue* source = document.find("tokenizer_source");
    if (tokenizer) {
        source = tokenizer->find("source");
        for (const auto* key : {"tokens", "pad_to_multiple_of"})
            if (tokenizer->find(key))
                context.note(std::string("tokenizer: ") + key
                             + " is not applied; vocabularies are copied as they are");
    }
    if (!source || source->scalar == "base")
        return;
    if (source->scalar == "union") {
        context.note("tokenizer_source: union is not supported; one model's tokenizer is copied as it is");
        return;
    }
    const std::string name = context.nameOf(*source);
    if (context.earlier.contains(name))
        return;
    context.import.stack.setup.parts[static_cast<std::size_t>(Part::Tokenizer)] = context.sourceNamed(name);
    context.note("The tokenizer of " + name
                 + " is copied; embeddings and head are not rearranged to its vocabulary");
}

} // namespace

void noteUnknownKeys(MergekitContext& context, const YamlValue& document)
{
    for (const auto& [key, value] : document.map)
        if (std::find(kKnownKeys.begin(), kKnownKeys.end(), key) == kKnownKeys.end())
            context.note("The key \"" + key + "\" is not known and has no effect");
}

void readDtype(MergekitContext& context, const YamlValue& document)
{
    const YamlValue* dtype = document.find("out_dtype");
    if (!dtype)
        dtype = document.find("dtype");
    if (!dtype)
        return;
    context.import.dtype = floatTypeFromText(dtype->scalar);
    if (!context.import.dtype)
        context.note("dtype \"" + dtype->scalar
                     + "\" is not one of bfloat16, float16 and float32; every tensor keeps its own");
}

void readParts(MergekitContext& context, const YamlValue& document)
{
    if (const YamlValue* base = document.find("base_model")) {
        const std::string name = context.nameOf(*base);
        const auto earlier = context.earlier.find(name);
        if (earlier == context.earlier.end())
            context.import.stack.setup.base = context.sourceNamed(name);
        else
            context.import.stack.setup.base =
                earlier->second.base.value_or(earlier->second.blocks.front().source);
    }
    readTokenizer(context, document);
    if (const YamlValue* chatTemplate = document.find("chat_template")) {
        const std::string& text = chatTemplate->scalar;
        const bool isName = text.size() < 32 && text.find_first_of("{\n") == std::string::npos;
        context.note("chat_template" + (isName ? " \"" + text + '"' : std::string())
                     + " is not applied; the template of the tokenizer's model is copied");
    }
}

} // namespace layerloom::core
