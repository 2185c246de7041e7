#include "core/notation/mergekit_model.h"
#include "core/notation/mergekit_reader.h"

#include <algorithm>
#include <array>

namespace layerloom::core {

namespace {

constexpr std::array<std::string_view, 15> kKnownKeys {
    "merge_method", "slices",    "models",           "modules",          "base_model",
    "dtype",        "out_dtype", "tokenizer_source", "tokenizer",        "chat_template",
    "parameters",   "name",      "layer_slices",     "embedding_source", "lm_head_source"};

} // namespace

// The keys of a document beside its slices.

void MergekitReader::noteUnknownKeys(const YamlValue& document)
{
    for (const auto& [key, value] : document.map)
        if (std::find(kKnownKeys.begin(), kKnownKeys.end(), key) == kKnownKeys.end())
            note("The key \"" + key + "\" is not known and has no effect");
}

void MergekitReader::readDtype(const YamlValue& document)
{
    const YamlValue* dtype = document.find("out_dtype");
    if (!dtype)
        dtype = document.find("dtype");
    if (!dtype)
        return;
    m_import.dtype = floatTypeFromText(dtype->scalar);
    if (!m_import.dtype)
        note("dtype \"" + dtype->scalar
             + "\" is not one of bfloat16, float16 and float32; every tensor keeps its own");
}

void MergekitReader::readParts(const YamlValue& document)
{
    if (const YamlValue* base = document.find("base_model")) {
        const std::string name = nameOf(*base);
        const auto earlier = m_earlier.find(name);
        if (earlier == m_earlier.end())
            m_import.stack.setup.base = sourceNamed(name);
        else
            m_import.stack.setup.base = earlier->second.base.value_or(earlier->second.blocks.front().source);
    }
    readTokenizer(document);
    if (const YamlValue* chatTemplate = document.find("chat_template")) {
        const std::string& text = chatTemplate->scalar;
        const bool isName = text.size() < 32 && text.find_first_of("{\n") == std::string::npos;
        note("chat_template" + (isName ? " \"" + text + '"' : std::string())
             + " is not applied; the template of the tokenizer's model is copied");
    }
}

void MergekitReader::readTokenizer(const YamlValue& document)
{
    const YamlValue* tokenizer = document.find("tokenizer");
    const YamlValue* source = document.find("tokenizer_source");
    if (tokenizer) {
        source = tokenizer->find("source");
        for (const auto* key : {"tokens", "pad_to_multiple_of"})
            if (tokenizer->find(key))
                note(std::string("tokenizer: ") + key
                     + " is not applied; vocabularies are copied as they are");
    }
    if (!source || source->scalar == "base")
        return;
    if (source->scalar == "union") {
        note("tokenizer_source: union is not supported; one model's tokenizer is copied as it is");
        return;
    }
    const std::string name = nameOf(*source);
    if (m_earlier.contains(name))
        return;
    m_import.stack.setup.parts[static_cast<std::size_t>(Part::Tokenizer)] = sourceNamed(name);
    note("The tokenizer of " + name + " is copied; embeddings and head are not rearranged to its vocabulary");
}

// bakllama: layer_slices with start and end; its scale means the down projections.
MergekitReader::Woven MergekitReader::readLegacy(const YamlValue& document)
{
    const YamlValue* slices = document.find("layer_slices");
    if (!slices->isList())
        throw Error(ErrorCode::Corrupt,
                    "Line " + std::to_string(slices->line) + ": \"layer_slices\" is not a list");
    std::vector<Items> items;
    std::vector<YamlValue> parameters(slices->list.size());
    for (std::size_t i = 0; i < slices->list.size(); ++i) {
        const YamlValue& slice = slices->list[i];
        YamlValue range {YamlValue::Kind::List, {}, {}, {}, slice.line};
        for (const auto* key : {"start", "end"}) {
            const YamlValue* bound = slice.find(key);
            range.list.push_back(bound ? *bound : YamlValue {YamlValue::Kind::Null, {}, {}, {}, slice.line});
        }
        YamlValue source = slice;
        source.map.push_back({"layer_range", std::move(range)});
        if (const YamlValue* scale = slice.find("scale")) {
            YamlValue filter {YamlValue::Kind::Scalar, "down_proj", {}, {}, slice.line};
            YamlValue condition {
                YamlValue::Kind::Map, {}, {}, {{"filter", filter}, {"value", *scale}}, slice.line};
            parameters[i] = {YamlValue::Kind::Map, {}, {}, {{"scale", condition}}, slice.line};
        }
        items.push_back({readItem(source, {&parameters[i]}, true)});
    }
    Woven woven = weave(items, "passthrough");
    if (const YamlValue* embeddings = document.find("embedding_source"))
        woven.embeddings = sourceNamed(nameOf(*embeddings));
    if (const YamlValue* head = document.find("lm_head_source"))
        woven.normAndHead = sourceNamed(nameOf(*head));
    return woven;
}

} // namespace layerloom::core
