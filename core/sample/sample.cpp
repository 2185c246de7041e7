#include "core/sample/sample.h"

#include "core/checkpoint/safetensors_header.h"
#include "core/document/document_writer.h"
#include "core/io/replace_file.h"
#include "core/sample/sample_tokenizer.h"
#include "core/stack/stack_rules.h"

#include <nlohmann/json.hpp>

#include <bit>
#include <cmath>
#include <numbers>

namespace layerloom::core {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kHidden = 64;
constexpr std::uint64_t kIntermediate = 176;
constexpr std::uint64_t kHeads = 4;
constexpr std::uint64_t kKeyValueHeads = 2;
constexpr std::uint64_t kVocabulary = 512;
constexpr std::uint64_t kHeadSize = kHidden / kHeads;

struct Loomling {
    const char* name;
    std::uint32_t layers;
    std::uint64_t seed;
    bool tuned;
};

constexpr Loomling kLoomling32 {"loomling-32", 32, 0x4C6F6F6D, false};
constexpr Loomling kLoomling32Tuned {"loomling-32-tuned", 32, 0x4C6F6F6D, true};
constexpr Loomling kLoomling80 {"loomling-80", 80, 0x53747261, false};

struct SampleTensor {
    std::string name; ///< in the file
    std::string
        kind; ///< "self_attn.q_proj.weight": what is the same in every layer; empty outside the layers
    std::uint32_t layer = 0;
    std::vector<std::uint64_t> shape;
};

std::uint64_t hashOf(std::string_view text, std::uint64_t seed)
{
    std::uint64_t hash = 0xCBF29CE484222325U ^ seed;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return hash;
}

/// Nearly normal numbers with deviation 1 by exact arithmetic only (a sum of eight uniform ones), so that every
/// machine writes the same sample.
class Noise {
public:
    explicit Noise(std::uint64_t seed)
        : m_state(seed)
    {}

    double next()
    {
        const std::uint64_t a = bits();
        const std::uint64_t b = bits();
        std::uint64_t sum = 0;
        for (unsigned shift = 0; shift < 64; shift += 16)
            sum += ((a >> shift) & 0xFFFF) + ((b >> shift) & 0xFFFF);
        constexpr double kMean = 8 * 65535.0 / 2;
        constexpr double kDeviation = 53509.0; // 65536 * sqrt(8 / 12)
        return (static_cast<double>(sum) - kMean) / kDeviation;
    }

private:
    std::uint64_t bits() // splitmix64
    {
        std::uint64_t z = m_state += 0x9E3779B97F4A7C15U;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }

    std::uint64_t m_state;
};

void appendBf16(std::string& bytes, double value)
{
    const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value));
    const std::uint32_t rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
    bytes += static_cast<char>(rounded & 0xFF);
    bytes += static_cast<char>(rounded >> 8);
}

std::uint64_t elementsOf(const SampleTensor& tensor)
{
    std::uint64_t count = 1;
    for (const std::uint64_t extent : tensor.shape)
        count *= extent;
    return count;
}

/// Weights as at the start of a training (deviation 0.02, norms 1). Tuning adds two directions that all layers share,
/// mixed by an angle that grows with depth: neighbours stay close, far layers differ.
void appendValues(std::string& bytes, const SampleTensor& tensor, const Loomling& loomling)
{
    constexpr double kInit = 0.02;
    constexpr double kTuning = 0.012;
    const bool isNorm = tensor.shape.size() == 1;
    Noise weights {hashOf(tensor.name, loomling.seed)};
    const std::string& shared = tensor.kind.empty() ? tensor.name : tensor.kind;
    Noise first {hashOf(shared, loomling.seed + 1)};
    Noise second {hashOf(shared, loomling.seed + 2)};
    const double angle = std::numbers::pi * tensor.layer / loomling.layers;
    const double c = kTuning * std::cos(angle);
    const double s = kTuning * std::sin(angle);
    for (std::uint64_t i = 0; i < elementsOf(tensor); ++i) {
        double value = isNorm ? 1.0 : kInit * weights.next();
        if (loomling.tuned)
            value += c * first.next() + s * second.next();
        appendBf16(bytes, value);
    }
}

std::vector<SampleTensor> layerTensors(std::uint32_t layer)
{
    const std::uint64_t keyValue = kKeyValueHeads * kHeadSize;
    const std::vector<std::pair<std::string, std::vector<std::uint64_t>>> kinds {
        {"input_layernorm.weight", {kHidden}},
        {"mlp.down_proj.weight", {kHidden, kIntermediate}},
        {"mlp.gate_proj.weight", {kIntermediate, kHidden}},
        {"mlp.up_proj.weight", {kIntermediate, kHidden}},
        {"post_attention_layernorm.weight", {kHidden}},
        {"self_attn.k_proj.weight", {keyValue, kHidden}},
        {"self_attn.o_proj.weight", {kHidden, kHidden}},
        {"self_attn.q_proj.weight", {kHidden, kHidden}},
        {"self_attn.v_proj.weight", {keyValue, kHidden}},
    };
    std::vector<SampleTensor> tensors;
    for (const auto& [kind, shape] : kinds)
        tensors.push_back({"model.layers." + std::to_string(layer) + '.' + kind, kind, layer, shape});
    return tensors;
}

std::string checkpointBytes(const Loomling& loomling)
{
    std::vector<SampleTensor> tensors {{"model.embed_tokens.weight", "", 0, {kVocabulary, kHidden}}};
    for (std::uint32_t layer = 0; layer < loomling.layers; ++layer)
        for (SampleTensor& tensor : layerTensors(layer))
            tensors.push_back(std::move(tensor));
    tensors.push_back({"model.norm.weight", "", 0, {kHidden}});
    tensors.push_back({"lm_head.weight", "", 0, {kVocabulary, kHidden}});

    std::vector<HeaderEntry> entries;
    for (const SampleTensor& tensor : tensors)
        entries.push_back({tensor.name, "BF16", tensor.shape, 2 * elementsOf(tensor)});
    std::string bytes = buildSafetensorsHeader(entries);
    for (const SampleTensor& tensor : tensors)
        appendValues(bytes, tensor, loomling);
    return bytes;
}

std::string configText(const Loomling& loomling)
{
    const Json config = {{"architectures", {"LlamaForCausalLM"}},
                         {"attention_bias", false},
                         {"attention_dropout", 0.0},
                         {"bos_token_id", 0},
                         {"eos_token_id", 1},
                         {"hidden_act", "silu"},
                         {"hidden_size", kHidden},
                         {"initializer_range", 0.02},
                         {"intermediate_size", kIntermediate},
                         {"max_position_embeddings", 2048},
                         {"mlp_bias", false},
                         {"model_type", "llama"},
                         {"num_attention_heads", kHeads},
                         {"num_hidden_layers", loomling.layers},
                         {"num_key_value_heads", kKeyValueHeads},
                         {"pad_token_id", 2},
                         {"rms_norm_eps", 1e-05},
                         {"rope_scaling", nullptr},
                         {"rope_theta", 10000.0},
                         {"tie_word_embeddings", false},
                         {"torch_dtype", "bfloat16"},
                         {"use_cache", true},
                         {"vocab_size", kVocabulary}};
    return config.dump(2) + '\n';
}

std::string generationConfigText()
{
    const Json config = {{"bos_token_id", 0}, {"eos_token_id", 1}, {"pad_token_id", 2}};
    return config.dump(2) + '\n';
}

std::filesystem::path writeLoomling(const std::filesystem::path& folder, const Loomling& loomling)
{
    std::filesystem::path path = folder / loomling.name;
    std::filesystem::create_directories(path);
    replaceFileIfDifferent(path / "config.json", configText(loomling));
    replaceFileIfDifferent(path / "generation_config.json", generationConfigText());
    replaceFileIfDifferent(path / "tokenizer.json", sampleTokenizer());
    replaceFileIfDifferent(path / "tokenizer_config.json", sampleTokenizerConfig());
    replaceFileIfDifferent(path / "model.safetensors", checkpointBytes(loomling));
    return path;
}

/// Depth up-scaling with m = 8; the path is relative, so that the sample can be moved.
LoomDocument sampleDocument()
{
    LoomDocument document;
    Source source;
    source.label = kLoomling32.name;
    source.path = kLoomling32.name;
    source.layers = kLoomling32.layers;
    document.stack.setup.sources.push_back(source);
    document.stack.blocks = dus(0, kLoomling32.layers, 8);
    return document;
}

} // namespace

Result<Sample> writeSample(const std::filesystem::path& folder)
{
    return guarded([&] {
        Sample sample;
        sample.loomling32 = writeLoomling(folder, kLoomling32);
        sample.loomling32Tuned = writeLoomling(folder, kLoomling32Tuned);
        sample.loomling80 = writeLoomling(folder, kLoomling80);
        sample.document = folder / "dus.loom";
        if (!std::filesystem::exists(sample.document))
            saveDocument(sampleDocument(), sample.document).value();
        return sample;
    });
}

} // namespace layerloom::core
