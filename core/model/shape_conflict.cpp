#include "core/model/shape_conflict.h"

#include "core/base/shape_text.h"
#include "core/checkpoint/dtype.h"
#include "core/model/config_sections.h"
#include "core/model/model_facts.h"

#include <algorithm>
#include <charconv>

namespace layerloom::core {

namespace {

/// A size that the config says, and how it says it.
struct Said {
    std::optional<std::int64_t> size;
    std::string words;
};

std::string words(const char* name, std::optional<std::int64_t> value)
{
    return value ? std::string(name) + ' ' + std::to_string(*value) : std::string();
}

std::optional<std::int64_t> product(std::optional<std::int64_t> a, std::optional<std::int64_t> b)
{
    std::int64_t result = 0;
    if (!a || !b || __builtin_mul_overflow(*a, *b, &result))
        return std::nullopt;
    return result;
}

std::optional<std::int64_t> sum(std::optional<std::int64_t> a, std::optional<std::int64_t> b)
{
    std::int64_t result = 0;
    if (!a || !b || __builtin_add_overflow(*a, *b, &result))
        return std::nullopt;
    return result;
}

Said plainExtent(std::string_view name, const ModelFacts& facts)
{
    if (name == "hidden")
        return {facts.hiddenSize, words("hidden_size", facts.hiddenSize)};
    if (name == "intermediate")
        return {facts.intermediateSize, words("intermediate_size", facts.intermediateSize)};
    if (name == "vocabulary")
        return {facts.vocabulary, words("vocab_size", facts.vocabulary)};
    const std::string headSize = " of size " + std::to_string(facts.headSize.value_or(0));
    const auto query = product(facts.heads, facts.headSize);
    const auto keyValue = product(facts.keyValueHeads, facts.headSize);
    if (name == "query")
        return {query, words("num_attention_heads", facts.heads) + headSize};
    if (name == "keyValue")
        return {keyValue, words("num_key_value_heads", facts.keyValueHeads) + headSize};
    if (name == "queryKeyValue")
        return {sum(query, product(2, keyValue)),
                words("num_attention_heads", facts.heads) + ", "
                    + words("num_key_value_heads", facts.keyValueHeads) + headSize};
    return {};
}

// "hidden" or "3*hidden".
Said extentFor(std::string_view expression, const ModelFacts& facts)
{
    const std::size_t star = expression.find('*');
    if (star == std::string_view::npos)
        return plainExtent(expression, facts);
    std::int64_t factor = 0;
    std::from_chars(expression.data(), expression.data() + star, factor);
    Said said = plainExtent(expression.substr(star + 1), facts);
    said.size = product(said.size, factor);
    return said;
}

// Packed tensors of quantized checkpoints have shapes of their own.
bool isPlainNumbers(const std::string& dtype)
{
    return floatType(dtype).has_value() || dtype == "F64" || dtype.starts_with("F8_");
}

bool endsWithSuffix(std::string_view name, std::string_view suffix)
{
    return name.ends_with(suffix)
        && (name.size() == suffix.size() || name[name.size() - suffix.size() - 1] == '.');
}

std::optional<std::string> conflict(const TensorInfo& tensor, const ShapeRule& rule, const ModelFacts& facts)
{
    if (tensor.shape.size() != rule.extents.size())
        return std::nullopt;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        const Said said = extentFor(rule.extents[i], facts);
        if (said.size && *said.size >= 0 && static_cast<std::uint64_t>(*said.size) != tensor.shape[i])
            return "config.json says " + said.words + ", but tensor \"" + tensor.name + "\" is "
                + shapeText(tensor.shape);
    }
    return std::nullopt;
}

std::optional<std::string> firstConflict(const std::vector<const TensorInfo*>& tensors, const Family& family,
                                         const ModelFacts& facts)
{
    for (const TensorInfo* tensor : tensors) {
        if (!isPlainNumbers(tensor->dtype))
            continue;
        const auto rule =
            std::find_if(family.shapes.begin(), family.shapes.end(), [&](const ShapeRule& candidate) {
                return endsWithSuffix(tensor->name, candidate.suffix);
            });
        if (rule == family.shapes.end())
            continue;
        if (auto sentence = conflict(*tensor, *rule, facts))
            return sentence;
    }
    return std::nullopt;
}

/// Where layers have sizes of their own, one number cannot describe them all.
bool saysSizesByLayer(const ConfigText& config)
{
    const auto keys = presentKeys(config, {"pruned_heads", "layer_head_num", "layer_inter_size"});
    return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
        const auto elements = config.array(key);
        return (elements && !elements->empty()) || !config.keys(key).empty();
    });
}

} // namespace

std::optional<std::string> shapeConflict(const ConfigText& config, const Family& family,
                                         const std::vector<const TensorInfo*>& layerTensors,
                                         const std::vector<const TensorInfo*>& embeddingTensors)
{
    const ModelFacts facts = configFacts(config, family);
    ModelFacts ofEmbeddings = facts;
    if (const auto size = embeddingSize(config))
        ofEmbeddings.hiddenSize = size;
    auto sentence = firstConflict(embeddingTensors, family, ofEmbeddings);
    if (sentence && firstConflict(embeddingTensors, family, facts)) // a family that does not read that size
        return sentence;
    return saysSizesByLayer(config) ? std::nullopt : firstConflict(layerTensors, family, facts);
}

} // namespace layerloom::core
