#include "core/model/model_facts.h"

#include "core/io/json_scan.h"
#include "core/model/config_sections.h"

namespace layerloom::core {

namespace {

std::optional<std::int64_t> firstInteger(const ConfigText& config, const std::vector<std::string>& names)
{
    for (const std::string& key : presentKeys(config, names)) {
        if (const auto value = config.integer(key))
            return value;
    }
    return std::nullopt;
}

std::optional<double> firstNumber(const ConfigText& config, const std::vector<std::string>& names)
{
    for (const std::string& key : presentKeys(config, names)) {
        if (const auto value = config.number(key))
            return value;
    }
    return std::nullopt;
}

std::string architectureOf(const ConfigText& config)
{
    const auto names = config.array("architectures");
    if (!names || names->empty() || !names->front().starts_with('"'))
        return {};
    return JsonScan(names->front(), "config.json", JsonScan::Dialect::Python).string();
}

// Falcon says with two flags what others say with a number.
std::optional<std::int64_t> keyValueHeadsOf(const ConfigText& config, const ModelFacts& facts)
{
    if (config.boolean("multi_query") == true && config.boolean("new_decoder_architecture") != true)
        return 1;
    const auto said = firstInteger(config, {"num_key_value_heads", "num_kv_heads", "n_head_kv"});
    return said ? said : facts.heads;
}

std::optional<std::int64_t> headSizeOf(const ConfigText& config, const Family& family,
                                       const ModelFacts& facts)
{
    if (const auto said = firstInteger(config, {"head_dim", "attention_head_size"}))
        return said;
    if (family.headSizeMustBeSaid || !facts.hiddenSize || !facts.heads || *facts.heads < 1)
        return std::nullopt;
    return *facts.hiddenSize / *facts.heads;
}

std::optional<std::int64_t> intermediateSizeOf(const ConfigText& config, const Family& family,
                                               const ModelFacts& facts)
{
    const auto said = firstInteger(
        config, {"intermediate_size", "n_inner", "ffn_dim", "ffn_hidden_size", "decoder_ffn_dim"});
    const bool isFourTimes = family.name == "gpt2" || family.name == "falcon" || family.name == "bloom";
    if (!said && isFourTimes && facts.hiddenSize && *facts.hiddenSize < (std::int64_t {1} << 40))
        return 4 * *facts.hiddenSize;
    return said;
}

std::optional<std::int64_t> extentOf(const Checkpoint& checkpoint, const PartTensors& part, std::size_t rank,
                                     std::size_t which)
{
    for (const TensorIndex index : part.tensors) {
        const std::vector<std::uint64_t>& shape = checkpoint.tensor(index).shape;
        if (shape.size() == rank)
            return static_cast<std::int64_t>(shape[which]);
    }
    return std::nullopt;
}

} // namespace

const std::vector<std::string>& hiddenSizeKeys()
{
    static const std::vector<std::string> keys {"hidden_size", "n_embd",    "d_model",
                                                "n_embed",     "model_dim", "dim"};
    return keys;
}

std::optional<std::int64_t> embeddingSize(const ConfigText& config)
{
    return firstInteger(config, {"embedding_size", "word_embed_proj_dim", "input_embedding_size"});
}

ModelFacts configFacts(const ConfigText& config, const Family& family)
{
    ModelFacts facts;
    facts.architecture = architectureOf(config);
    facts.modelType = config.string("model_type").value_or("");
    facts.hiddenSize = firstInteger(config, hiddenSizeKeys());
    facts.intermediateSize = intermediateSizeOf(config, family, facts);
    facts.heads = firstInteger(config, {"num_attention_heads", "n_head", "n_heads", "num_heads"});
    facts.keyValueHeads = keyValueHeadsOf(config, facts);
    facts.headSize = headSizeOf(config, family, facts);
    facts.vocabulary = firstInteger(config, {"vocab_size", "padded_vocab_size"});
    facts.ropeTheta = firstNumber(config, {"rope_theta", "rope_parameters.rope_theta", "rotary_emb_base"});
    facts.customCode = !config.keys("auto_map").empty();
    return facts;
}

ModelFacts readModelFacts(const ConfigText& config, const Family& family, const LayerTable& table,
                          const Checkpoint& checkpoint)
{
    ModelFacts facts = configFacts(config, family);
    if (!facts.hiddenSize)
        facts.hiddenSize = extentOf(checkpoint, table.norm, 1, 0);
    if (!facts.vocabulary)
        facts.vocabulary = extentOf(checkpoint, table.embeddings, 2, 0);
    return facts;
}

} // namespace layerloom::core
